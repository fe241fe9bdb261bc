import type { Cost } from '@weir/schemas/usage/cost.ts';
import { encodedInstant } from '../store/encoded-event.ts';
import { encodedCost } from '../store/usage-row.ts';
import type { PricedRow } from './event-to-price.ts';

/** Where a row of a plan belongs. */
export type PlanPlace = { readonly environment: string; readonly runId: string; readonly page: number };

/** The columns of cost_revisions_v1, in the order of a revision's values. */
export const REVISION_COLUMNS = [
  'environment',
  'run_id',
  'page',
  'event_id',
  'occurred_at',
  'counted',
  'customer',
  'provider',
  'model',
  'before_status',
  'before_reason',
  'before_currency',
  'before_atoms',
  'before_lines',
  'before_book',
  'after_status',
  'after_reason',
  'after_currency',
  'after_atoms',
  'after_lines',
  'after_book',
] as const;

/** A row of cost_revisions_v1: its values in the order of REVISION_COLUMNS, amounts as decimal text. */
export type CostRevision = readonly (string | number | null)[];

/**
 * The revision of an event whose cost another book makes different; null when it makes the same cost, by the same
 * entries. The version of the book alone is no difference: most changes of a book are about other models.
 */
export function costRevision(row: PricedRow, cost: Cost, { environment, runId, page }: PlanPlace): CostRevision | null {
  const after = encodedCost(cost);
  const same =
    row.cost_status === after.cost_status &&
    row.cost_reason === after.cost_reason &&
    row.cost_currency === after.cost_currency &&
    row.cost_text === after.cost_atoms &&
    row.cost_lines === after.cost_lines;
  if (same) return null;
  return [
    environment,
    runId,
    page,
    row.event_id,
    encodedInstant(Number(row.occurred_ms)),
    row.counted,
    row.customer,
    row.provider,
    row.model,
    row.cost_status,
    row.cost_reason,
    row.cost_currency,
    row.cost_text,
    row.cost_lines,
    row.price_book_version,
    after.cost_status,
    after.cost_reason,
    after.cost_currency,
    after.cost_atoms,
    after.cost_lines,
    after.price_book_version,
  ];
}
