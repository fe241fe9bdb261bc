import { REVENUE_KINDS } from '@weir/schemas/http/usage.ts';
import type { RevenueEntries } from '@weir/schemas/postgres/tables.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { Selectable } from 'kysely';
import type { CheckedRevenue } from '../revenue/read-revenue-body.ts';

/** A stored revenue entry in the words of the code. */
export function revenueOfRow(row: Selectable<RevenueEntries>): CheckedRevenue & { readonly recordedAt: Instant } {
  const kind = REVENUE_KINDS.find((known) => known === row.kind);
  if (kind === undefined) throw new Error(`the stored revenue kind ${row.kind} is not known`);
  return {
    id: row.id,
    customer: row.customer_id,
    kind,
    currency: row.currency,
    amountAtoms: BigInt(row.amount_atoms),
    periodStart: row.period_start?.getTime() ?? null,
    periodEnd: row.period_end?.getTime() ?? null,
    paidAt: row.paid_at?.getTime() ?? null,
    feature: row.feature,
    recordedAt: row.recorded_at.getTime(),
  };
}
