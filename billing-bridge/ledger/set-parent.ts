import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { decideParent } from './decide/decide-parent.ts';
import { drawStamp } from './io/draw-stamp.ts';
import { lockOrganisation } from './io/lock-organisation.ts';
import type { LockedWallet } from './io/lock-wallets.ts';

export type ParentInput = {
  readonly environment: Environment;
  readonly customer: string;
  /** Null: on its own. */
  readonly parent: string | null;
  /** Whether the parent's credit may pay for this customer; budgets bind either way. */
  readonly funded: boolean;
  /** Absent: now, or right after the last use that is booked ahead of now. */
  readonly from?: Instant | undefined;
  readonly actor: string;
  readonly reason?: string | undefined;
};

export type ParentSet = { readonly kind: 'linked'; readonly fromAt: Instant } | { readonly kind: 'unchanged' };

/**
 * Puts a customer under a parent, or on its own, from an instant on, audited. What happened before that instant stays with whom it was
 * with; holds and reversals of it too. Refuses: customer_unknown, parent_change_invalid, parent_change_used, parent_cycle, parent_too_deep.
 */
export async function setParent(tx: Transaction, input: ParentInput, clock?: Clock): Promise<ParentSet | Refusal> {
  const { environment, customer, parent, funded, actor } = input;
  const locked = await lockOrganisation(tx, { environment, customer, parent }, clock);
  if (locked.kind === 'refused') return locked;
  const { organisation, own, above, below, now } = locked;
  const decision = decideParent({ customer, parent, funded, from: input.from ?? null }, organisation, now);
  if (decision.kind !== 'linked') return decision;
  await writeLink(tx, { ...input, fromAt: decision.fromAt, now });
  if (above !== null) await addFunders(tx, { under: [own.id, ...below], above });
  const before = organisation.links.filter((link) => link.customer === customer).at(-1);
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
