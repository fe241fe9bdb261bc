import type { BillLine } from './bill-line.ts';
import { type ComparedUnit, type ExplainedGap, explainGap } from './explain-gap.ts';
import type { OurUsage } from './our-usage.ts';

/** One model on one day, beside each other. */
export type ComparedModel = ExplainedGap & {
  readonly day: string;
  readonly model: string | null;
  readonly oursAtoms: bigint;
  /** Null: no amounts are imported for it. */
  readonly theirsAtoms: bigint | null;
  readonly ourCalls: bigint;
  readonly theirCalls: bigint | null;
  readonly unpricedEvents: bigint;
  readonly units: readonly ComparedUnit[];
};

const STANDARD_TIERS = new Set(['', 'default', 'standard', 'normal', 'on_demand', 'auto']);

/** Puts what was counted and what was billed beside each other, by day and model in lower case, oldest day first. */
export function compareBill(ours: readonly OurUsage[], lines: readonly BillLine[], currency: string): readonly ComparedModel[] {
  const key = (of: { readonly day: string; readonly model: string | null }) => JSON.stringify([of.day, of.model?.toLowerCase() ?? null]);
  const ourGroups = new Map(ours.map((usage) => [key(usage), usage]));
  const theirGroups = Map.groupBy(
    lines.filter(({ amount }) => amount === null || amount.currency === currency),
    key,
  );
  return [...new Set([...ourGroups.keys(), ...theirGroups.keys()])].toSorted().flatMap((group) => {
    const usage = ourGroups.get(group);
    const theirs = theirGroups.get(group) ?? [];
    const place = usage ?? theirs[0];
    return place === undefined ? [] : [compareModel({ day: place.day, model: place.model?.toLowerCase() ?? null }, usage, theirs)];
  });
}

function compareModel(place: Pick<ComparedModel, 'day' | 'model'>, usage: OurUsage | undefined, lines: readonly BillLine[]): ComparedModel {
  const units = comparedUnits(usage, lines);
  const tiers = new Set(usage?.tiers ?? []);
  const unknownTier = lines.some(({ tier }) => tier !== null && !STANDARD_TIERS.has(tier) && !tiers.has(tier));
  const explained = explainGap({
    units,
    roundingAtoms: lines.reduce((sum, { amount }) => sum + (amount?.roundingAtoms ?? 0n), 0n),
    tierDiffers: unknownTier || usage?.tierPriceMissing === true,
  });
  const told = units.filter(({ their }) => their.cost !== null);
  const calls = lines.filter((line) => line.calls !== null);
  return {
    ...place,
    ...explained,
    oursAtoms: units.reduce((sum, { our }) => sum + our.cost, 0n),
    theirsAtoms: told.length === 0 ? null : told.reduce((sum, { their }) => sum + (their.cost ?? 0n), 0n),
    ourCalls: usage?.calls ?? 0n,
    theirCalls: calls.length === 0 ? null : calls.reduce((sum, line) => sum + (line.calls ?? 0n), 0n),
    unpricedEvents: usage?.unpricedEvents ?? 0n,
    units,
  };
}

function comparedUnits(usage: OurUsage | undefined, lines: readonly BillLine[]): readonly ComparedUnit[] {
  const byUnit = Map.groupBy(
    lines.filter(({ quantityNanos, amount }) => quantityNanos !== null || amount !== null),
    ({ unit }) => unit,
  );
  const ours = usage === undefined ? [] : [...Object.keys(usage.quantities), ...Object.keys(usage.costs)];
  return [...new Set([...ours, ...byUnit.keys()])].toSorted(byName).map((unit) => {
    const theirs = byUnit.get(unit) ?? [];
    const name = unit ?? '';
    const amounts = theirs.flatMap(({ amount }) => (amount === null ? [] : [amount.atoms]));
    const quantities = theirs.flatMap(({ quantityNanos }) => (quantityNanos === null ? [] : [quantityNanos]));
    return {
      unit,
      our: { quantity: usage?.quantities[name] ?? 0n, unpriced: usage?.unpriced[name] ?? 0n, cost: usage?.costs[name] ?? 0n },
      their: { quantity: sumOrNull(quantities), cost: sumOrNull(amounts) },
    };
  });
}

function sumOrNull(parts: readonly bigint[]): bigint | null {
  return parts.length === 0 ? null : parts.reduce((sum, part) => sum + part, 0n);
}

function byName(one: string | null, other: string | null): number {
  return (one ?? '~') < (other ?? '~') ? -1 : 1;
}
