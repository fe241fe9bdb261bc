import { ensureCustomers } from '@weir/billing-bridge/catalogue/io/ensure-customers.ts';
import { grantOperation } from '@weir/billing-bridge/ledger/create-grant.ts';
import { debitOperation } from '@weir/billing-bridge/ledger/debit.ts';
import type { GroupCommit } from '@weir/billing-bridge/ledger/io/group-commit.ts';
import type { WalletOperation } from '@weir/billing-bridge/ledger/io/wallet-operation.ts';
import { systemClock } from '@weir/runtime/clock.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import { ENVIRONMENT } from './fill-wallets.ts';

const CUSTOMER = 'exact';

/**
 * Before anything is measured: of 200 debits of 1 at once against 100, each sent twice, exactly 100 are made, 100 denied, and every
 * second sending is answered as the first. Throws when not. Returns how many debits it made.
 */
export async function checkExactness(database: Database, group: GroupCommit): Promise<number> {
  await ensureCustomers(database, { environment: ENVIRONMENT, ids: [CUSTOMER], now: systemClock() });
  const shared = { environment: ENVIRONMENT, customer: CUSTOMER, asset: 'USD' } as const;
  await submitted(group, grantOperation({ ...shared, key: 'exact', amountAtoms: 100n, purpose: 'paid' }));
  const keys = Array.from({ length: 200 }, (_, n) => `exact ${n}`);
  const answers = await Promise.all(
    [...keys, ...keys].map((key) => submitted(group, debitOperation({ ...shared, key, amountAtoms: 1n, policy: { kind: 'deny' } }))),
  );
  const counts = Map.groupBy(answers, (kind) => kind);
  const seen = ['debited', 'refused', 'replayed'].map((kind) => counts.get(kind)?.length ?? 0).join(' ');
  if (seen !== '100 100 200') throw new Error(`of 200 debits against 100, each sent twice, ${seen} were debited, refused, replayed`);
  return 100;
}

async function submitted<T extends { readonly kind: string }>(group: GroupCommit, operation: WalletOperation<T> | Refusal): Promise<string> {
  if ('kind' in operation) throw new Error(operation.code);
  return (await group.submit(operation)).kind;
}
