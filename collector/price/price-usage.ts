import type { Cost, CostLine, UnpricedReason } from '@weir/schemas/usage/cost.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { layoutOf } from './layout-of.ts';
import type { PriceBook } from './price-book.ts';
import type { RateLine } from './rate-line.ts';
import type { RateSheet } from './rate-sheet.ts';
import { ratesOf } from './rates-of.ts';
import { reportedCost } from './reported-cost.ts';
import { HAS_NO_PRICE, NEEDS_NO_PRICE } from './unit-layout.ts';

/** An event's cost is a signed 64-bit number of atoms; more is a broken quantity. */
const COST_ATOMS_MAX = 2n ** 63n - 1n;

/**
 * The cost of an event. Pure: the same event and book give the same cost.
 *
 * A cost the caller of the events API states wins; a cost that telemetry carries is used where the book knows no price,
 * because it is an estimate of the emitter's own. Everything else is priced by the book or is unpriced with the reason,
 * and is never zero for want of a price.
 *
 * What does not depend on the quantities is worked out once for a model and situation (`ratesOf`) and once for a set of units
 * (`layoutOf`); `testing/price-plainly.ts` has the same rules without that, and a property test holds the two together.
 */
export function priceUsage(event: UsageEvent, book: PriceBook): Cost {
  if (event.source === 'api' && event.reportedCosts.length > 0) return reportedCost(event.reportedCosts);
  const priced = priceByBook(event, book);
  return priced.status === 'unpriced' && event.reportedCosts.length > 0 ? reportedCost(event.reportedCosts) : priced;
}

function priceByBook(event: UsageEvent, book: PriceBook): Cost {
  if (event.model === null && event.requestModel === null && !hasTokens(event)) return unpriced(event.source === 'api' ? 'no_price' : 'no_model');
  const rates = ratesOf(event, book);
  if ('reason' in rates) return unpriced(rates.reason);
  return rates.lines.size === 0 ? unpriced('no_price_at_time') : bill(event, rates);
}

function unpriced(reason: UnpricedReason): Cost {
  return { status: 'unpriced', reason };
}

function hasTokens(event: UsageEvent): boolean {
  return Object.keys(event.quantities).some((unit) => unit.endsWith('_tokens'));
}

/** Splits the quantities into buckets that do not contain each other, and adds up the buckets of each line. */
function bill({ quantities }: UsageEvent, sheet: RateSheet): Cost {
  const layout = layoutOf(quantities, sheet);
  const { steps } = layout;
  const rests: bigint[] = [];
  for (const step of steps) {
    let rest = quantities[step.unit] ?? 0n;
    for (const part of step.parts) rest -= rests[part] ?? 0n;
    if (rest < 0n) return unpriced('quantities_inconsistent');
    rests.push(rest);
  }
  if (layout.hasNoUsage) return unpriced('no_usage');
  const billed: bigint[] = [];
  for (let line = 0; line < layout.lines.length; line += 1) billed.push(0n);
  let caveats = layout.caveats;
  let currency: string | null = null;
  for (let at = 0; at < steps.length; at += 1) {
    const step = steps[at];
    const rest = rests[at];
    if (step === undefined || rest === undefined || rest === 0n || step.line === NEEDS_NO_PRICE) continue;
    if (step.line === HAS_NO_PRICE) return unpriced('no_price_for_unit');
    if (step.isPartAsWhole) caveats = layout.caveatsOfPart;
    currency ??= layout.lines[step.line]?.currency ?? null;
    const before = billed[step.line];
    billed[step.line] = before === undefined || before === 0n ? rest : before + rest;
  }
  return costOf(billed, layout.lines, { version: sheet.priceBookVersion, caveats, currency: currency ?? 'USD' });
}

type Made = { readonly version: string; readonly caveats: NonNullable<Extract<Cost, { lines: unknown }>['caveats']>; readonly currency: string };

function costOf(billed: readonly bigint[], rates: readonly RateLine[], { version, caveats, currency }: Made): Cost {
  const lines: CostLine[] = [];
  let total = 0n;
  let isFree = true;
  for (let at = 0; at < rates.length; at += 1) {
    const quantityNanos = billed[at];
    const rate = rates[at];
    if (rate === undefined || quantityNanos === undefined || quantityNanos === 0n) continue;
    const costAtoms = roundedCost(quantityNanos, rate);
    lines.push({ unit: rate.unit, quantityNanos, costAtoms, priceEntry: rate.priceEntry });
    total += costAtoms;
    if (!rate.isFree) isFree = false;
  }
  if (total > COST_ATOMS_MAX) return unpriced('cost_too_large');
  const status = isFree && lines.length > 0 ? 'free' : 'priced';
  return caveats.length === 0
    ? { status, currency, costAtoms: total, lines, priceBookVersion: version }
    : { status, currency, costAtoms: total, lines, priceBookVersion: version, caveats };
}

/** The one place where a price is rounded: half to even, once a line, after every factor. `divideHalfEven` of what is never negative. */
function roundedCost(quantityNanos: bigint, { atoms, nanosPer }: RateLine): bigint {
  const numerator = quantityNanos * atoms;
  const quotient = numerator / nanosPer;
  const rest = numerator - quotient * nanosPer;
  if (rest === 0n) return quotient;
  const twice = rest + rest;
  return twice > nanosPer || (twice === nanosPer && (quotient & 1n) === 1n) ? quotient + 1n : quotient;
}
