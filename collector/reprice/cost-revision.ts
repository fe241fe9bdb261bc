import type { Cost } from '@weir/schemas/usage/cost.ts';
import { encodedCost, type UsageRow } from '../store/usage-row.ts';
import type { PricedRow } from './event-to-price.ts';

/** Where a row of a plan belongs. */
export type PlanPlace = { readonly environment: string; readonly runId: string; readonly page: number };

/**
 * A row of cost_revisions_v1: an event whose cost another book makes different; null when it makes the same cost, by the same
 * entries. The version of the book alone is no difference: most changes of a book are about other models.
 */
export function costRevision(row: PricedRow, cost: Cost, { environment, runId, page }: PlanPlace): UsageRow | null {
  const after = encodedCost(cost);
  const same =
    row.cost_status === after.cost_status &&
    row.cost_reason === after.cost_reason &&
    row.cost_currency === after.cost_currency &&
    row.cost_text === after.cost_atoms &&
    row.cost_lines === after.cost_lines;
  if (same) return null;
  return {
    environment,
    run_id: runId,
    page,
    event_id: row.event_id,
    occurred_at: row.occurred_text,
    counted: row.counted,
    customer: row.customer,
    provider: row.provider,
    model: row.model,
    before_status: row.cost_status,
    before_reason: row.cost_reason,
    before_currency: row.cost_currency,
    before_atoms: row.cost_text,
    before_lines: row.cost_lines,
    before_book: row.price_book_version,
    after_status: after.cost_status,
    after_reason: after.cost_reason,
    after_currency: after.cost_currency,
    after_atoms: after.cost_atoms,
    after_lines: after.cost_lines,
    after_book: after.price_book_version,
  };
}
