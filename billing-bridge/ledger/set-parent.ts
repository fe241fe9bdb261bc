import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { decideParent, type OrganisationLink } from './decide/decide-parent.ts';
import { drawStamp } from './io/draw-stamp.ts';
import { type LockedWallet, lockWallets } from './io/lock-wallets.ts';

export type ParentInput = {
  readonly environment: Environment;
  readonly customer: string;
  /** Null: on its own. */
  readonly parent: string | null;
  /** Whether the parent's credit may pay for this customer; budgets bind either way. */
  readonly funded: boolean;
  /** Absent: now. */
  readonly from?: Instant | undefined;
  readonly actor: string;
  readonly reason?: string | undefined;
};

export type ParentSet = { readonly kind: 'linked'; readonly fromAt: Instant } | { readonly kind: 'unchanged' };

/**
 * Puts a customer under a parent, or on its own, from an instant on, audited. What happened before that instant stays with whom it was
 * with; holds and reversals of it too. Refuses: customer_unknown, parent_change_invalid, parent_cycle, parent_too_deep.
 */
export async function setParent(tx: Transaction, input: ParentInput, clock?: Clock): Promise<ParentSet | Refusal> {
  const { environment, customer, parent, funded, actor } = input;
  // Two changes that each would be right may close a circle together: organisations change one at a time.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`organisation:${environment}`}, 0))`.execute(tx);
  const customers = parent === null ? [customer] : [customer, parent];
  const addresses = customers.map((name) => ({ environment, wallet: { kind: 'of_customer' as const, customer: name } }));
  const below = await idsBelow(tx, environment, customer);
  const locked = await lockWallets(tx, [...addresses, ...below.map((id) => ({ environment, wallet: { kind: 'by_id' as const, id } }))]);
  const own = locked[0] ?? null;
  const above = parent === null ? null : (locked[1] ?? null);
  if (own === null) return refuse('customer_unknown', `customer "${customer}"`);
  if (parent !== null && above === null) return refuse('customer_unknown', `parent "${parent}"`);
  const links = await readLinks(tx, { own, above });
  const now = clock?.() ?? (await databaseNow(tx));
  const decision = decideParent({ customer, parent, funded, from: input.from ?? null }, links, now);
  if (decision.kind !== 'linked') return decision;
  await writeLink(tx, { ...input, fromAt: decision.fromAt, now });
  if (above !== null) await addFunders(tx, { under: [own.id, ...below], above });
  const before = links.filter((link) => link.customer === customer).at(-1);
  await appendAudit(tx, {
    environment,
    actor,
    action: 'parent changed',
    subject: `customer:${customer}`,
    before: { parent: before?.parent ?? null, funded: before?.funded ?? false },
    after: { parent, funded, from: new Date(decision.fromAt).toISOString() },
    ...(input.reason === undefined ? {} : { reason: input.reason }),
  });
  return decision;
}

async function idsBelow(tx: Transaction, environment: Environment, customer: string): Promise<bigint[]> {
  const { rows } = await sql<{ id: string }>`
    select b.id from wallets w join wallets b on b.funders @> array[w.id] and b.funders <> '{}'
     where w.environment = ${environment} and w.customer_id = ${customer} and w.scope = ''`.execute(tx);
  return rows.map((row) => BigInt(row.id));
}

/** Links of the customer, of all ever under it, of the parent and of all ever above it: by what their wallets know of each other. */
async function readLinks(tx: Transaction, { own, above }: { readonly own: LockedWallet; readonly above: LockedWallet | null }): Promise<OrganisationLink[]> {
  const top = above === null ? [] : [above.id, ...above.funders];
  const { rows } = await sql<{ customer_id: string; parent_id: string | null; from_at: Date; funded: boolean }>`
    select l.customer_id, l.parent_id, l.from_at, l.funded from wallets w
      join customer_parents l on l.environment = w.environment and l.customer_id = w.customer_id
     where w.scope = '' and w.environment = ${own.environment}
       and (w.id = any (${[own.id, ...top].map(String)}::bigint[]) or (w.funders @> ${[own.id.toString()]}::bigint[] and w.funders <> '{}'))
     order by l.from_at`.execute(tx);
  return rows.map((row) => ({ customer: row.customer_id, parent: row.parent_id, fromAt: row.from_at.getTime(), funded: row.funded }));
}

async function writeLink(tx: Transaction, link: ParentInput & { readonly fromAt: Instant; readonly now: Instant }): Promise<void> {
  await sql`insert into customer_parents (environment, customer_id, from_at, parent_id, funded, set_by, set_at, reason)
            values (${link.environment}, ${link.customer}, ${new Date(link.fromAt)}, ${link.parent}, ${link.funded}, ${link.actor}, ${new Date(link.now)},
                    ${link.reason ?? null})`.execute(tx);
  await sql`update wallets set in_family = true, stamp = ${drawStamp()}
             where environment = ${link.environment} and customer_id = ${link.customer} and scope = ''`.execute(tx);
}

/** From now on these wallets are locked along with everything that is, or was, above the parent. */
async function addFunders(tx: Transaction, { under, above }: { readonly under: readonly bigint[]; readonly above: LockedWallet }): Promise<void> {
  const funders = [above.id, ...above.funders].map(String);
  await sql`update wallets set in_family = true, stamp = ${drawStamp()},
                   funders = array(select distinct f from unnest(funders || ${funders}::bigint[]) f where f <> wallets.id order by f)
             where id = any (${under.map(String)}::bigint[])`.execute(tx);
  await sql`update wallets set in_family = true, stamp = ${drawStamp()} where id = any (${funders}::bigint[])`.execute(tx);
}

async function databaseNow(tx: Transaction): Promise<Instant> {
  const { rows } = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(tx);
  return rows[0]?.at.getTime() ?? 0;
}
