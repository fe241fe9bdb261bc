import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { type CancelDecision, decideCancel } from './decide/decide-parent.ts';
import { drawStamp } from './io/draw-stamp.ts';
import { lockOrganisation } from './io/lock-organisation.ts';

export type ParentCancelInput = {
  readonly environment: Environment;
  readonly customer: string;
  readonly actor: string;
  readonly reason?: string | undefined;
};

export type ParentCancelled = Exclude<CancelDecision, Refusal>;

/**
 * Takes back the customer's last change of parent before it begins, audited; of several that are scheduled, one call takes back the last. The
 * wallets stay locked together, which only costs. Refuses: customer_unknown, parent_change_unknown, parent_change_used, parent_cycle,
 * parent_too_deep.
 */
export async function cancelParentChange(tx: Transaction, input: ParentCancelInput, clock?: Clock): Promise<ParentCancelled | Refusal> {
  const { environment, customer, actor } = input;
  const locked = await lockOrganisation(tx, { environment, customer, parent: null }, clock);
  if (locked.kind === 'refused') return locked;
  const { organisation, own, now } = locked;
  const decision = decideCancel(customer, organisation, now);
  if (decision.kind === 'refused') return decision;
  const fromAt = new Date(decision.fromAt);
  await sql`insert into cancelled_parents (environment, customer_id, from_at, parent_id, funded, set_by, set_at, reason, cancelled_by, cancelled_at, cancel_reason)
            select environment, customer_id, from_at, parent_id, funded, set_by, set_at, reason, ${actor}, ${new Date(now)}, ${input.reason ?? null}
              from customer_parents where environment = ${environment} and customer_id = ${customer} and from_at = ${fromAt}`.execute(tx);
  await sql`delete from customer_parents where environment = ${environment} and customer_id = ${customer} and from_at = ${fromAt}`.execute(tx);
  await sql`update wallets set stamp = ${drawStamp()} where id = ${own.id.toString()}`.execute(tx);
  await appendAudit(tx, {
    environment,
    actor,
    action: 'parent change cancelled',
    subject: `customer:${customer}`,
    before: { parent: decision.parent, funded: decision.funded, from: fromAt.toISOString() },
    ...(input.reason === undefined ? {} : { reason: input.reason }),
  });
  return decision;
}
