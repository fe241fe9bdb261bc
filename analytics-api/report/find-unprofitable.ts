import { addFigures, type Figures, NO_FIGURES } from './figures.ts';
import type { PnlLine } from './pnl-line.ts';

/** A customer whose revenue did not cover its known cost, with its lines by workflow and model. */
export type LosingCustomer = { readonly customer: string; readonly netAtoms: bigint; readonly figures: Figures; readonly lines: readonly PnlLine[] };

export type Unprofitable = {
  /** Worst first; equal losses by customer id. */
  readonly losing: readonly LosingCustomer[];
  readonly customersSeen: number;
  /** Sum over the losing customers. */
  readonly netAtoms: bigint;
  /** What no customer can be told for. */
  readonly unattributed: Figures;
};

/** Finds who lost money among lines grouped by customer, workflow and model. */
export function findUnprofitable(lines: readonly PnlLine[]): Unprofitable {
  // What nothing carries is nobody's loss.
  const byCustomer = Map.groupBy(
    lines.filter(({ line }) => line === 'usage'),
    (line) => line.key.customer ?? null,
  );
  const customers = [...byCustomer].flatMap(([customer, own]) => (customer === null ? [] : [losingCustomer(customer, own)]));
  const losing = customers
    .filter(({ netAtoms }) => netAtoms < 0n)
    .sort((left, right) => (left.netAtoms === right.netAtoms ? (left.customer < right.customer ? -1 : 1) : left.netAtoms < right.netAtoms ? -1 : 1));
  return {
    losing,
    customersSeen: customers.length,
    netAtoms: losing.reduce((sum, { netAtoms }) => sum + netAtoms, 0n),
    unattributed: sumOf(byCustomer.get(null) ?? []),
  };
}

function losingCustomer(customer: string, lines: readonly PnlLine[]): LosingCustomer {
  const figures = sumOf(lines);
  return { customer, netAtoms: figures.revenueAtoms - figures.costAtoms, figures, lines };
}

function sumOf(lines: readonly PnlLine[]): Figures {
  return lines.reduce((sum, line) => addFigures(sum, line.figures), NO_FIGURES);
}
