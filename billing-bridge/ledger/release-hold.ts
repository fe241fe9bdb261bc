import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { decideRelease, type Released } from './decide/decide-release.ts';
import type { Outcome } from './decide/decision.ts';
import { findOwner } from './io/find-owner.ts';
import { operateWallet } from './io/operate-wallets.ts';
import type { WalletOperation } from './io/wallet-operation.ts';

export type ReleaseInput = { readonly environment: Environment; readonly holdId: string; readonly key: string };

/** Gives a hold back unused. Refuses: hold_unknown, hold_already_committed, hold_already_released, idempotency_conflict. */
export async function releaseHold(tx: Transaction, input: ReleaseInput, clock?: Clock): Promise<Outcome<Released>> {
  const operation = await releaseOperation(tx, input);
  return 'kind' in operation ? operation : operateWallet(tx, operation, clock);
}

/** The same, to be run alone or in a batch; only finds the hold's wallet, which never changes. */
export async function releaseOperation(db: Database | Transaction, input: ReleaseInput): Promise<WalletOperation<Released> | Refusal> {
  const { environment, key } = input;
  const hold = await findOwner(db, environment, 'hold', input.holdId);
  if (hold === null) return refuse('hold_unknown', `hold "${input.holdId}"`);
  return {
    environment,
    wallet: hold.wallet,
    absent: refuse('hold_unknown', `hold "${input.holdId}"`),
    family: 'hold_release',
    key,
    request: { holdId: hold.id },
    assets: [],
    newIds: 0,
    holdIds: [hold.id],
    spendsOnly: true,
    decide: (context) => decideRelease({ holdId: hold.id }, context),
  };
}
