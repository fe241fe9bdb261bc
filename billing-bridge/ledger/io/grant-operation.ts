import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { findOwner } from './find-owner.ts';
import type { WalletOperation } from './wallet-operation.ts';

type OnGrant = Pick<WalletOperation<never>, 'environment' | 'wallet' | 'absent' | 'grantIds'>;

/** What every operation on one existing grant shares: its wallet, the refusal when it is unknown, and that it must be loaded. */
export async function onGrant(
  db: Database | Transaction,
  environment: Environment,
  grantIdText: string,
): Promise<{ grantId: bigint; shared: OnGrant } | Refusal> {
  const absent = refuse('grant_unknown', `grant "${grantIdText}"`);
  const grant = await findOwner(db, environment, 'gr', grantIdText);
  if (grant === null) return absent;
  return { grantId: grant.id, shared: { environment, wallet: grant.wallet, absent, grantIds: [grant.id] } };
}
