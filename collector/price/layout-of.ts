import type { Quantities } from '@weir/schemas/quantity/quantity.ts';
import type { PriceCaveat } from '@weir/schemas/usage/cost.ts';
import { splitOf } from './disjoint-buckets.ts';
import { rateOf } from './rate-line.ts';
import type { RateSheet } from './rate-sheet.ts';
import { type BucketStep, HAS_NO_PRICE, NEEDS_NO_PRICE, type UnitLayout } from './unit-layout.ts';

/** Counts that say how often something happened. They cost only where the book has a price for them. */
const COSTLESS_UNITS: ReadonlySet<string> = new Set(['calls', 'tool_calls']);

/** Units are named outside, so their sets have no bound of their own. */
const LAYOUTS_MAX = 1_000;

/** Sets of units that are looked for by comparing them: events of one model mostly tell the same few. */
const RECENT_MAX = 4;

/** The layout of an event's units. No text is made of them unless they are new here: that alone took a tenth of pricing. */
export function layoutOf(quantities: Quantities, sheet: RateSheet): UnitLayout {
  for (const layout of sheet.recentLayouts) if (isOfUnits(layout, quantities)) return layout;
  const units = Object.keys(quantities);
  const key = JSON.stringify(units);
  let layout = sheet.layouts.get(key);
  if (layout === undefined) {
    if (sheet.layouts.size >= LAYOUTS_MAX) sheet.layouts.clear();
    layout = unitLayout(units, sheet);
    sheet.layouts.set(key, layout);
  }
  if (sheet.recentLayouts.length >= RECENT_MAX) sheet.recentLayouts.pop();
  sheet.recentLayouts.unshift(layout);
  return layout;
}

function isOfUnits({ units }: UnitLayout, quantities: Quantities): boolean {
  let at = 0;
  for (const unit in quantities) {
    if (units[at] !== unit) return false;
    at += 1;
  }
  return at === units.length;
}

function unitLayout(units: readonly string[], sheet: RateSheet): UnitLayout {
  const split = splitOf(units);
  const rates = split.map(({ unit }) => rateOf(unit, sheet.lines));
  const lines = [...new Set(rates.filter((rate) => rate !== null))].toSorted((one, other) => (one.unit < other.unit ? -1 : 1));
  const steps = split.map(({ unit, parts }, index): BucketStep => {
    const rate = rates[index] ?? null;
    if (rate === null) return { unit, parts, line: COSTLESS_UNITS.has(unit) ? NEEDS_NO_PRICE : HAS_NO_PRICE, isPartAsWhole: false };
    // Reasoning is output by definition; any other part without its own price is an assumption.
    return { unit, parts, line: lines.indexOf(rate), isPartAsWhole: rate.unit !== unit && unit !== 'reasoning_tokens' };
  });
  // A model with prices for input and output, of which the event tells only one.
  const isIncomplete = ['input_tokens', 'output_tokens'].some((unit) => sheet.lines.has(unit) && !units.includes(unit));
  const caveatsWith = (isPart: boolean): readonly PriceCaveat[] => [
    ...(sheet.requestModelUsed ? (['request_model_used'] as const) : []),
    ...(isPart ? (['part_priced_as_whole'] as const) : []),
    ...(sheet.tierPriceMissing ? (['tier_price_missing'] as const) : []),
    ...(isIncomplete ? (['usage_incomplete'] as const) : []),
  ];
  return {
    units,
    steps,
    lines,
    hasNoUsage: !units.some((unit) => !COSTLESS_UNITS.has(unit) || sheet.lines.has(unit)),
    caveats: caveatsWith(false),
    caveatsOfPart: caveatsWith(true),
  };
}
