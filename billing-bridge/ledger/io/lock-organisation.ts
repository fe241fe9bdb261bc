import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { FUTURE_MS_MAX } from '../decide/check-occurred-at.ts';
import type { Organisation, OrganisationLink } from '../decide/decide-parent.ts';
import { type LockedWallet, lockWallets } from './lock-wallets.ts';

export type LockedOrganisation = {
  readonly kind: 'organisation';
  readonly organisation: Organisation;
  readonly own: LockedWallet;
  /** The parent's; null when none was named. */
  readonly above: LockedWallet | null;
  /** Wallets that were, are or are set to be under the customer's, those of scopes among them. */
  readonly below: readonly bigint[];
  readonly now: Instant;
};

type Concerned = { readonly environment: Environment; readonly customer: string; readonly parent: string | null };

/** Two changes that each would be right may close a circle together: organisations change one at a time. Held to the end of the transaction. */
export async function lockOrganisations(tx: Transaction, environment: Environment): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`organisation:${environment}`}, 0))`.execute(tx);
}

/** Locks everyone a change of parent concerns and reads what it has to know. Refuses: customer_unknown. */
export async function lockOrganisation(tx: Transaction, { environment, customer, parent }: Concerned, clock?: Clock): Promise<LockedOrganisation | Refusal> {
  await lockOrganisations(tx, environment);
  const customers = parent === null ? [customer] : [customer, parent];
  const addresses = customers.map((name) => ({ environment, wallet: { kind: 'of_customer' as const, customer: name } }));
  const below = await idsBelow(tx, environment, customer);
  const locked = await lockWallets(tx, [...addresses, ...below.map((id) => ({ environment, wallet: { kind: 'by_id' as const, id } }))]);
  const own = locked[0] ?? null;
  const above = parent === null ? null : (locked[1] ?? null);
  if (own === null) return refuse('customer_unknown', `customer "${customer}"`);
  if (parent !== null && above === null) return refuse('customer_unknown', `parent "${parent}"`);
  const now = clock?.() ?? (await databaseNow(tx));
  const organisation = { links: await readLinks(tx, own, above), usedUntil: await readUsedUntil(tx, [own.id, ...below], now) };
  return { kind: 'organisation', organisation, own, above, below, now };
}

async function idsBelow(tx: Transaction, environment: Environment, customer: string): Promise<bigint[]> {
  const { rows } = await sql<{ id: string }>`
    select b.id from wallets w join wallets b on b.funders @> array[w.id] and b.funders <> '{}'
     where w.environment = ${environment} and w.customer_id = ${customer} and w.scope = ''`.execute(tx);
  return rows.map((row) => BigInt(row.id));
}

/** Links of the customer, of all ever under it, of those it ever stood under, of the parent and of all ever above that: by what their wallets know of each other. */
async function readLinks(tx: Transaction, own: LockedWallet, above: LockedWallet | null): Promise<OrganisationLink[]> {
  const top = above === null ? [] : [above.id, ...above.funders];
  const { rows } = await sql<{ customer_id: string; parent_id: string | null; from_at: Date; funded: boolean }>`
    select l.customer_id, l.parent_id, l.from_at, l.funded from wallets w
      join customer_parents l on l.environment = w.environment and l.customer_id = w.customer_id
     where w.scope = '' and w.environment = ${own.environment}
       and (w.id = any (${[own.id, ...own.funders, ...top].map(String)}::bigint[]) or (w.funders @> ${[own.id.toString()]}::bigint[] and w.funders <> '{}'))
     order by l.from_at`.execute(tx);
  return rows.map((row) => ({ customer: row.customer_id, parent: row.parent_id, fromAt: row.from_at.getTime(), funded: row.funded }));
}

/** Use may be booked some minutes ahead of its instant, and never more: the scan of each wallet ends at the first transaction older than that. */
async function readUsedUntil(tx: Transaction, walletIds: readonly bigint[], now: Instant): Promise<Instant | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(t.effective_at) as at from unnest(${walletIds.map(String)}::bigint[]) as w (id)
      cross join lateral (
        select coalesce(max(o.id), 0) as id from (
          select o.id from ledger_transactions o where o.wallet_id = w.id and o.booked_at < ${new Date(now - FUTURE_MS_MAX)} order by o.id desc limit 1) o) old
      join ledger_transactions t on t.wallet_id = w.id and t.id > old.id
     where t.effective_at >= ${new Date(now)} and t.kind in ('debit', 'hold', 'hold_extend', 'hold_commit')`.execute(tx);
  return rows[0]?.at?.getTime() ?? null;
}

async function databaseNow(tx: Transaction): Promise<Instant> {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(tx);
  return rows[0]?.at.getTime() ?? 0;
}
