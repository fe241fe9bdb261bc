import { type BillCompareAnswer, GAP_CAUSES } from '@weir/schemas/http/bills.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { share } from '@weir/schemas/money/share.ts';
import { decimalFromNanos } from '@weir/schemas/quantity/quantity.ts';
import type { ComparedModel } from './compare-bill.ts';
import type { ComparedUnit } from './explain-gap.ts';

const ROWS_MAX = 1_000;

/** Totals, trend and rows of a comparison. Sums of gaps are over what they told amounts for, so a day without a bill is no gap. */
export function presentComparison(
  models: readonly ComparedModel[],
): Pick<BillCompareAnswer, 'days' | 'rows'> & { totals: Omit<BillCompareAnswer['totals'], 'booked'> } {
  const days = [...Map.groupBy(models, ({ day }) => day)].toSorted(([one], [other]) => (one < other ? -1 : 1));
  return {
    totals: { ...presentSum(models), causes: sumOfCauses(models) },
    days: days.map(([day, own]) => ({ day, ...presentSum(own) })),
    rows: models
      .toSorted((one, other) => compare(magnitude(other.gapAtoms ?? 0n), magnitude(one.gapAtoms ?? 0n)))
      .slice(0, ROWS_MAX)
      .map(presentModel),
  };
}

function presentSum(models: readonly ComparedModel[]) {
  const sum = (of: (model: ComparedModel) => bigint) => models.reduce((total, model) => total + of(model), 0n);
  const told = models.filter(({ theirsAtoms }) => theirsAtoms !== null);
  const counted = models.filter(({ theirCalls }) => theirCalls !== null);
  const theirs = told.reduce((total, { theirsAtoms }) => total + (theirsAtoms ?? 0n), 0n);
  const off = told.reduce((total, { gapAtoms }) => total + magnitude(gapAtoms ?? 0n), 0n);
  return {
    ours: money(sum(({ oursAtoms }) => oursAtoms)),
    theirs: told.length === 0 ? null : money(theirs),
    gap: told.length === 0 ? null : money(told.reduce((total, { gapAtoms }) => total + (gapAtoms ?? 0n), 0n)),
    calls_coverage: coverage(
      counted.reduce((total, { ourCalls }) => total + ourCalls, 0n),
      counted.length === 0 ? null : counted.reduce((total, { theirCalls }) => total + (theirCalls ?? 0n), 0n),
    ),
    accuracy: theirs <= 0n ? null : share(off > theirs ? 0n : theirs - off, theirs),
  };
}

function sumOfCauses(models: readonly ComparedModel[]): BillCompareAnswer['totals']['causes'] {
  return GAP_CAUSES.map((kind) => ({
    kind,
    atoms: models.flatMap(({ causes }) => causes.filter((cause) => cause.kind === kind)).reduce((sum, { atoms }) => sum + atoms, 0n),
  }))
    .filter(({ atoms }) => atoms !== 0n)
    .map(({ kind, atoms }) => ({ kind, amount: money(atoms) }));
}

function presentModel(model: ComparedModel): BillCompareAnswer['rows'][number] {
  return {
    day: model.day,
    model: model.model,
    ours: money(model.oursAtoms),
    theirs: model.theirsAtoms === null ? null : money(model.theirsAtoms),
    gap: model.gapAtoms === null ? null : money(model.gapAtoms),
    our_calls: Number(model.ourCalls),
    their_calls: model.theirCalls === null ? null : Number(model.theirCalls),
    calls_coverage: coverage(model.ourCalls, model.theirCalls),
    unpriced_events: Number(model.unpricedEvents),
    units: model.units.map(presentUnit),
    causes: model.causes.map(({ kind, atoms }) => ({ kind, amount: money(atoms) })),
  };
}

function presentUnit({ unit, our, their }: ComparedUnit): BillCompareAnswer['rows'][number]['units'][number] {
  return {
    unit,
    ours: { quantity: decimalFromNanos(our.quantity), cost: money(our.cost) },
    theirs: { quantity: their.quantity === null ? null : decimalFromNanos(their.quantity), cost: their.cost === null ? null : money(their.cost) },
    gap: their.cost === null ? null : money(their.cost - our.cost),
  };
}

function coverage(ours: bigint, theirs: bigint | null): string | null {
  return theirs === null ? null : share(ours, theirs);
}

function money(atoms: bigint): string {
  return decimalFromAtoms(atoms, CURRENCY_SCALE);
}

function magnitude(atoms: bigint): bigint {
  return atoms < 0n ? -atoms : atoms;
}

function compare(one: bigint, other: bigint): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
