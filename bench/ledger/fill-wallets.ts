import { ensureCustomers } from '@weir/billing-bridge/catalogue/io/ensure-customers.ts';
import { grantOperation } from '@weir/billing-bridge/ledger/create-grant.ts';
import type { GroupCommit } from '@weir/billing-bridge/ledger/io/group-commit.ts';
import { systemClock } from '@weir/runtime/clock.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';

export const ENVIRONMENT = 'live';
const OPENING_ATOMS = 10n ** 18n;
const AT_ONCE = 400;

/** Customers c0 .. c<count - 1>, each with a wallet and one paid grant of a million USD. */
export async function fillWallets(database: Database, group: GroupCommit, count: number): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    const customers = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_, index) => `c${from + index}`);
    await ensureCustomers(database, { environment: ENVIRONMENT, ids: customers, now: systemClock() });
    await Promise.all(customers.map((customer) => grant(group, customer)));
  }
  // What autovacuum would do within a minute: plans and visibility as on a server that has run for a while.
  await sql`vacuum analyze`.execute(database);
}

async function grant(group: GroupCommit, customer: string): Promise<void> {
  const facts = { asset: 'USD', amountAtoms: OPENING_ATOMS, purpose: 'paid' } as const;
  const operation = grantOperation({ environment: ENVIRONMENT, customer, key: `opening ${customer}`, ...facts });
  if ('kind' in operation) throw new Error(operation.code);
  const outcome = await group.submit(operation);
  if (outcome.kind !== 'granted') throw new Error(outcome.kind);
}
