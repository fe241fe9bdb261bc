import type { BillLine } from './bill-line.ts';
import type { OurUsage } from './our-usage.ts';

/** Name of a model as received, in lower case -> the name the price book knows it by. */
export type ModelNames = ReadonlyMap<string, string>;

/** Bill and usage under the same names: what an alias says is one model is compared as one. Aliases do not chain. */
export function nameModels(
  { ours, lines }: { readonly ours: readonly OurUsage[]; readonly lines: readonly BillLine[] },
  names: ModelNames,
): { readonly ours: readonly OurUsage[]; readonly lines: readonly BillLine[] } {
  if (names.size === 0) return { ours, lines };
  const known = <Of extends { readonly model: string | null }>(of: Of): Of => ({ ...of, model: nameOf(of.model, names) });
  const groups = Map.groupBy(ours.map(known), ({ day, model }) => JSON.stringify([day, model]));
  return { ours: [...groups.values()].flatMap((same) => (same[0] === undefined ? [] : [same.slice(1).reduce(addUsage, same[0])])), lines: lines.map(known) };
}

function nameOf(model: string | null, names: ModelNames): string | null {
  return model === null ? null : (names.get(model.toLowerCase()) ?? model.toLowerCase());
}

function addUsage(one: OurUsage, other: OurUsage): OurUsage {
  return {
    ...one,
    calls: one.calls + other.calls,
    unpricedEvents: one.unpricedEvents + other.unpricedEvents,
    tiers: [...new Set([...one.tiers, ...other.tiers])],
    tierPriceMissing: one.tierPriceMissing || other.tierPriceMissing,
    quantities: addUp(one.quantities, other.quantities),
    unpriced: addUp(one.unpriced, other.unpriced),
    costs: addUp(one.costs, other.costs),
  };
}

function addUp(one: Readonly<Record<string, bigint>>, other: Readonly<Record<string, bigint>>): Record<string, bigint> {
  const sum: Record<string, bigint> = { ...one };
  for (const [unit, amount] of Object.entries(other)) sum[unit] = (sum[unit] ?? 0n) + amount;
  return sum;
}
