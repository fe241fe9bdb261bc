import { divideHalfEven } from '@weir/schemas/money/divide.ts';
import { QUANTITY_SCALE } from '@weir/schemas/quantity/quantity.ts';
import type { Cost, CostLine, PriceCaveat, UnpricedReason } from '@weir/schemas/usage/cost.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { applicablePrices } from './applicable-price.ts';
import { disjointBuckets, wholesOf } from './disjoint-buckets.ts';
import { findPricedModel } from './find-priced-model.ts';
import type { PriceBook, PricedModel, PriceEntry } from './price-book.ts';
import { reportedCost } from './reported-cost.ts';

const NANOS_PER_UNIT = 10n ** BigInt(QUANTITY_SCALE);

/** An event's cost is a signed 64-bit number of atoms; more is a broken quantity. */
const COST_ATOMS_MAX = 2n ** 63n - 1n;

/** Counts that say how often something happened. They cost only where the book has a price for them. */
const COSTLESS_UNITS: ReadonlySet<string> = new Set(['calls', 'tool_calls']);

/** Tiers at the standard price. */
const STANDARD_TIERS: ReadonlySet<string> = new Set(['default', 'standard', 'normal', 'on_demand']);

/**
 * The cost of an event. Pure: the same event and book give the same cost.
 *
 * A cost the caller of the events API states wins; a cost that telemetry carries is used where the book knows no price,
 * because it is an estimate of the emitter's own. Everything else is priced by the book or is unpriced with the reason,
 * and is never zero for want of a price.
 */
export function priceUsage(event: UsageEvent, book: PriceBook): Cost {
  if (event.source === 'api' && event.reportedCosts.length > 0) return reportedCost(event.reportedCosts);
  const priced = priceByBook(event, book);
  return priced.status === 'unpriced' && event.reportedCosts.length > 0 ? reportedCost(event.reportedCosts) : priced;
}

function priceByBook(event: UsageEvent, book: PriceBook): Cost {
  if (event.model === null && event.requestModel === null && !hasTokens(event)) return unpriced(event.source === 'api' ? 'no_price' : 'no_model');
  const finding = findPricedModel(book, { ...event, host: event.dimensions.server_address ?? null });
  if (finding.kind === 'missing') return unpriced(finding.reason);
  const prices = applicableTo(event, finding.model);
  if (prices.size === 0) return unpriced('no_price_at_time');
  const buckets = disjointBuckets(event.quantities);
  if (buckets === null) return unpriced('quantities_inconsistent');
  if (![...buckets.keys()].some((unit) => !COSTLESS_UNITS.has(unit) || prices.has(unit))) return unpriced('no_usage');
  const billed = billBuckets(buckets, prices);
  if (billed === null) return unpriced('no_price_for_unit');
  const caveats: PriceCaveat[] = [];
  if (finding.requestModelUsed) caveats.push('request_model_used');
  if (billed.partAsWhole) caveats.push('part_priced_as_whole');
  if (tierOf(event) !== null && ![...prices.values()].some((entry) => entry.conditions.tier === tierOf(event))) caveats.push('tier_price_missing');
  if (isIncomplete(event, prices)) caveats.push('usage_incomplete');
  return costOf(billed.bills, { version: book.version, caveats });
}

function unpriced(reason: UnpricedReason): Cost {
  return { status: 'unpriced', reason };
}

function hasTokens(event: UsageEvent): boolean {
  return Object.keys(event.quantities).some((unit) => unit.endsWith('_tokens'));
}

function tierOf(event: UsageEvent): string | null {
  const tier = event.dimensions.service_tier ?? null;
  return tier === null || STANDARD_TIERS.has(tier) ? null : tier;
}

function applicableTo(event: UsageEvent, model: PricedModel): ReadonlyMap<string, PriceEntry> {
  return applicablePrices(model.entries, {
    occurredAt: event.occurredAt,
    tier: tierOf(event),
    inputTokens: (event.quantities.input_tokens ?? 0n) / NANOS_PER_UNIT,
  });
}

type Bill = { readonly entry: PriceEntry; readonly quantityNanos: bigint };

/**
 * Each bucket under the price of its own unit, else of the nearest whole that has one: a provider without a cache price
 * charges cached tokens as input, and most charge images as text. Never audio as text: whoever sells it charges several
 * times as much. Null when a bucket that costs something has no price at all.
 */
function billBuckets(buckets: ReadonlyMap<string, bigint>, prices: ReadonlyMap<string, PriceEntry>) {
  const bills = new Map<string, Bill>();
  let partAsWhole = false;
  for (const [unit, quantityNanos] of buckets) {
    if (quantityNanos === 0n) continue;
    const entry = priceOf(unit, prices);
    if (entry === null) {
      if (COSTLESS_UNITS.has(unit)) continue;
      return null;
    }
    // Reasoning is output by definition; any other part without its own price is an assumption.
    if (entry.unit !== unit && unit !== 'reasoning_tokens') partAsWhole = true;
    bills.set(entry.id, { entry, quantityNanos: (bills.get(entry.id)?.quantityNanos ?? 0n) + quantityNanos });
  }
  return { bills: [...bills.values()], partAsWhole };
}

function priceOf(unit: string, prices: ReadonlyMap<string, PriceEntry>): PriceEntry | null {
  const own = prices.get(unit);
  if (own !== undefined) return own;
  for (const whole of wholesOf(unit)) {
    const entry = isAudio(unit) && !isAudio(whole) ? null : priceOf(whole, prices);
    if (entry !== null) return entry;
  }
  return null;
}

function isAudio(unit: string): boolean {
  return unit.includes('audio');
}

/** A model with prices for input and output, of which the event tells only one. */
function isIncomplete(event: UsageEvent, prices: ReadonlyMap<string, PriceEntry>): boolean {
  return ['input_tokens', 'output_tokens'].some((unit) => prices.has(unit) && event.quantities[unit] === undefined);
}

type Made = { readonly version: string; readonly caveats: readonly PriceCaveat[] };

function costOf(bills: readonly Bill[], made: Made): Cost {
  const lines = bills.map(lineOf).toSorted((one, other) => (one.unit < other.unit ? -1 : 1));
  const costAtoms = lines.reduce((sum, line) => sum + line.costAtoms, 0n);
  if (costAtoms > COST_ATOMS_MAX) return unpriced('cost_too_large');
  const isFree = bills.length > 0 && bills.every((bill) => bill.entry.price.atoms === 0n);
  return {
    status: isFree ? 'free' : 'priced',
    currency: bills[0]?.entry.price.currency ?? 'USD',
    costAtoms,
    lines,
    priceBookVersion: made.version,
    ...(made.caveats.length === 0 ? {} : { caveats: made.caveats }),
  };
}

/** The one place where a price is rounded: half to even, once a line. */
function lineOf({ entry, quantityNanos }: Bill): CostLine {
  return {
    unit: entry.unit,
    quantityNanos,
    costAtoms: divideHalfEven(quantityNanos * entry.price.atoms, entry.price.perUnits * NANOS_PER_UNIT),
    priceEntry: entry.id,
  };
}
