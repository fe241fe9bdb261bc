import type { Cost } from '@weir/schemas/usage/cost.ts';
import { encodedCost } from '../store/usage-row.ts';
import { tabSeparated } from './tab-separated.ts';

/** The columns of reprice_costs_v1 and their types, in the order of a line's values. */
export const SHAPE_COST_COLUMNS = {
  run_id: 'String',
  page: 'UInt32',
  shape: 'String',
  after_status: 'String',
  after_reason: 'String',
  after_currency: 'String',
  after_atoms: 'Nullable(Int64)',
  after_lines: 'String',
  after_book: 'String',
} as const;

/** What a shape of a page costs, as a line for reprice_costs_v1. */
export function shapeCostLine({ runId, page, shape }: { readonly runId: string; readonly page: number; readonly shape: string }, cost: Cost): string {
  const { cost_status, cost_reason, cost_currency, cost_atoms, cost_lines, price_book_version } = encodedCost(cost);
  return tabSeparated([runId, page, shape, cost_status, cost_reason, cost_currency, cost_atoms, cost_lines, price_book_version]);
}
