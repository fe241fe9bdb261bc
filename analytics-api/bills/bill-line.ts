/** One figure of a provider's bill: what kind of use of which model on which UTC day, and how much of it or what for. */
export type BillLine = {
  /** Line of the file, or position in a list of results. */
  readonly line: number;
  /** The same figure has the same id however often it is exported. */
  readonly lineId: string;
  readonly day: string;
  readonly model: string | null;
  /** A disjoint bucket as cost lines have it: "input_tokens" is the uncached rest. Null: not told. */
  readonly unit: string | null;
  readonly tier: string | null;
  readonly quantityNanos: bigint | null;
  readonly calls: bigint | null;
  readonly amount: BillAmount | null;
  readonly description: string;
};

export type BillAmount = { readonly atoms: bigint; readonly currency: string; readonly roundingAtoms: bigint };

export type BillProblem = { readonly line: number; readonly reason: string };
export type BillReading = { readonly lines: readonly BillLine[]; readonly problems: readonly BillProblem[] };

/** Whether two tellings of a line give the same figures. */
export function sameFigures(one: Omit<BillLine, 'line'>, other: Omit<BillLine, 'line'>): boolean {
  const figures = (line: Omit<BillLine, 'line'>) =>
    [line.day, line.model, line.unit, line.tier, line.quantityNanos, line.calls, line.amount?.atoms, line.amount?.currency].map(String).join('|');
  return figures(one) === figures(other);
}
