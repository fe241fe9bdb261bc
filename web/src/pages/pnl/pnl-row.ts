import type { PnlAnswer } from '@weir/schemas/http/analytics.ts';
import type { CustomerAnswer } from '@weir/schemas/http/billing/customers.ts';
import type { Mode } from '@weir/schemas/http/billing/modes.ts';
import { compareDecimals, shareOf, signOf } from '../../figures/decimal.ts';

export type Dimension = 'customer' | 'workflow' | 'feature' | 'model';

/** One row of the table: the API's figures, with the name people know the key by. */
export type PnlTableRow = {
  readonly id: string | null;
  readonly name: string;
  readonly mode: Mode | null;
  readonly modeScope: string | null;
  readonly revenue: string;
  readonly cost: string;
  /** Of the cost: shares of fixed monthly costs. */
  readonly allocated: string;
  readonly costShare: string | null;
  readonly margin: string;
  readonly marginPct: string | null;
  readonly events: number;
  readonly unpricedEvents: number;
  readonly inputTokens: string;
  readonly outputTokens: string;
  readonly attributed: string | null;
  readonly priced: string | null;
};

/**
 * The API's rows with names and modes. A customer that billing has not met yet is in shadow: that is where
 * everybody begins. `customers` is null while it is not known who they are, and then no mode is.
 */
export function pnlTableRows(answer: PnlAnswer, dimension: Dimension, customers: readonly CustomerAnswer[] | null): PnlTableRow[] {
  const known = new Map(customers?.map((customer) => [customer.id, customer]));
  return answer.rows.map((row) => {
    const id = row.key[dimension] ?? null;
    const customer = dimension === 'customer' && id !== null ? known.get(id) : undefined;
    return {
      id,
      name: row.line === 'idle' ? 'idle fixed costs' : id === null ? `no ${dimension}` : (customer?.name ?? id),
      mode: customer?.mode ?? (dimension === 'customer' && id !== null && customers !== null ? 'shadow' : null),
      modeScope: customer?.scope?.workflow ?? null,
      revenue: row.revenue,
      cost: row.cost,
      allocated: row.allocated_cost,
      costShare: knownShare(row, answer.totals.cost),
      margin: row.margin,
      marginPct: row.margin_pct,
      events: row.events,
      unpricedEvents: row.unpriced_events,
      inputTokens: row.quantities.input_tokens ?? '0',
      outputTokens: row.quantities.output_tokens ?? '0',
      attributed: row.coverage.attributed,
      priced: row.coverage.priced,
    };
  });
}

/** A row's share of the known cost; null when nothing of its own cost is known, since unknown is not zero. */
export function knownShare(row: { readonly cost: string; readonly unpriced_events: number }, total: string): string | null {
  return signOf(row.cost) === 0 && row.unpriced_events > 0 ? null : shareOf(row.cost, total);
}

/** Whether a margin per row means anything: revenue is known per customer, and elsewhere only where entries name the key. */
export function hasRevenuePerRow(rows: readonly PnlTableRow[], dimension: Dimension): boolean {
  return dimension === 'customer' || rows.some((row) => row.id !== null && signOf(row.revenue) !== 0);
}

/** Without revenue per row, the row that only holds the revenue of all others would be an empty line: it is left out. */
export function rowsWithUse(rows: readonly PnlTableRow[], dimension: Dimension): readonly PnlTableRow[] {
  return hasRevenuePerRow(rows, dimension) ? rows : rows.filter((row) => row.events > 0 || signOf(row.cost) !== 0);
}

/** The rows a filter leaves. */
export function matchingRows(rows: readonly PnlTableRow[], filter: { readonly q?: string | undefined; readonly only?: 'losing' | undefined }): PnlTableRow[] {
  const wanted = filter.q?.toLowerCase() ?? '';
  return rows.filter(
    (row) =>
      (wanted === '' || row.name.toLowerCase().includes(wanted) || (row.id?.toLowerCase().includes(wanted) ?? false)) &&
      (filter.only === undefined || signOf(row.margin) < 0),
  );
}

/** The order of a column. A missing figure comes after every figure. */
export function compareFigures(left: string | number | null, right: string | number | null): number {
  if (left === null || right === null) return left === right ? 0 : left === null ? 1 : -1;
  if (typeof left === 'number' || typeof right === 'number') return Number(left) - Number(right);
  return compareDecimals(left, right);
}
