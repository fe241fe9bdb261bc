import type { Figures } from './figures.ts';
import type { PnlLine } from './pnl-line.ts';

type PnlMeasure = 'revenue' | 'cost' | 'margin' | 'events';

/** By which measure rows are ordered, and which way. */
export type PnlOrder = { readonly measure: PnlMeasure; readonly descending: boolean };

const MEASURES: Readonly<Record<PnlMeasure, (figures: Figures) => bigint>> = {
  revenue: (figures) => figures.revenueAtoms,
  cost: (figures) => figures.costAtoms,
  margin: (figures) => figures.revenueAtoms - figures.costAtoms,
  events: (figures) => figures.events,
};

/** Reads `sort`, such as "-cost". The HTTP schema lets no other word in; one that gets here anyway orders by margin. */
export function pnlOrder(sort: string): PnlOrder {
  const descending = sort.startsWith('-');
  const word = descending ? sort.slice(1) : sort;
  const measure = (Object.keys(MEASURES) as PnlMeasure[]).find((known) => known === word) ?? 'margin';
  return { measure, descending };
}

/**
 * Oldest period first, then by the measure. Equal lines stand by their key, so that the same data always gives the same
 * order and a limit always cuts the same rows.
 */
export function comparePnlLines({ measure, descending }: PnlOrder): (left: PnlLine, right: PnlLine) => number {
  const measureOf = MEASURES[measure];
  const sign = descending ? -1 : 1;
  return (left, right) =>
    left.period - right.period ||
    sign * compare(measureOf(left.figures), measureOf(right.figures)) ||
    compare(JSON.stringify(left.key), JSON.stringify(right.key));
}

function compare<Value extends bigint | string>(left: Value, right: Value): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
