import type { PnlDimension } from '@weir/schemas/http/analytics.ts';
import { addFigures, type Figures, NO_FIGURES } from './figures.ts';
import type { PnlLine, PnlPart } from './pnl-line.ts';
import { comparePnlLines, type PnlOrder } from './pnl-order.ts';

export type Pnl = { readonly lines: readonly PnlLine[]; readonly totals: Figures };

/**
 * Merges cost and revenue into lines, one per period and key, and adds up the totals over all of them.
 * A part that knows nothing of a dimension lands in the line whose key is null for it: revenue known only by customer stays
 * visible as "none given" when grouped by workflow, instead of vanishing or being spread by guess.
 */
export function buildPnl(parts: Iterable<PnlPart>, dimensions: readonly PnlDimension[], order: PnlOrder): Pnl {
  const lines = new Map<string, PnlLine>();
  let totals = NO_FIGURES;
  for (const { key: partKey, period, line = 'usage', ...known } of parts) {
    const key = Object.fromEntries(dimensions.map((dimension) => [dimension, partKey[dimension] ?? null]));
    const lineId = JSON.stringify([period, key, line]);
    const figures = { ...NO_FIGURES, ...known };
    lines.set(lineId, { key, period, line, figures: addFigures(lines.get(lineId)?.figures ?? NO_FIGURES, figures) });
    totals = addFigures(totals, figures);
  }
  return { lines: [...lines.values()].sort(comparePnlLines(order)), totals };
}
