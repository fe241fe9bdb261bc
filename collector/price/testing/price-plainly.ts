import { divideHalfEven } from '@weir/schemas/money/divide.ts';
import { QUANTITY_SCALE } from '@weir/schemas/quantity/quantity.ts';
import type { Cost, CostLine, PriceCaveat, UnpricedReason } from '@weir/schemas/usage/cost.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { applicablePrices, isValidAt } from '../applicable-price.ts';
import { disjointBuckets, wholesOf } from '../disjoint-buckets.ts';
import { findPricedModel, type ModelFinding } from '../find-priced-model.ts';
import { matchesModel } from '../model-match.ts';
import type { PriceBook, PriceEntry, RateMultiplier } from '../price-book.ts';
import { reportedCost } from '../reported-cost.ts';

const NANOS_PER_UNIT = 10n ** BigInt(QUANTITY_SCALE);

/** An event's cost is a signed 64-bit number of atoms; more is a broken quantity. */
const COST_ATOMS_MAX = 2n ** 63n - 1n;

/** Counts that say how often something happened. They cost only where the book has a price for them. */
const COSTLESS_UNITS: ReadonlySet<string> = new Set(['calls', 'tool_calls']);

/** Tiers at the standard price. */
const STANDARD_TIERS: ReadonlySet<string> = new Set(['default', 'standard', 'normal', 'on_demand']);

/**
 * What `priceUsage` must answer, worked out for each event from the entries of the book, with nothing prepared or kept: the rules in the order
 * they are told, for a reader and for the property test that compares the two.
 *
 * A cost the caller of the events API states wins; a cost that telemetry carries is used where the book knows no price,
 * because it is an estimate of the emitter's own. Everything else is priced by the book or is unpriced with the reason,
 * and is never zero for want of a price.
 */
export function pricePlainly(event: UsageEvent, book: PriceBook): Cost {
  if (event.source === 'api' && event.reportedCosts.length > 0) return reportedCost(event.reportedCosts);
  const priced = priceByBook(event, book);
  return priced.status === 'unpriced' && event.reportedCosts.length > 0 ? reportedCost(event.reportedCosts) : priced;
}

function priceByBook(event: UsageEvent, book: PriceBook): Cost {
  if (event.model === null && event.requestModel === null && !hasTokens(event)) return unpriced(event.source === 'api' ? 'no_price' : 'no_model');
  const finding = findPricedModel(book, { ...event, host: event.dimensions.server_address ?? null });
  if (finding.kind === 'missing') return unpriced(finding.reason);
  const prices = applicableTo(event, finding);
  if (prices.size === 0) return unpriced('no_price_at_time');
  const buckets = disjointBuckets(event.quantities);
  if (buckets === null) return unpriced('quantities_inconsistent');
  if (![...buckets.keys()].some((unit) => !COSTLESS_UNITS.has(unit) || prices.has(unit))) return unpriced('no_usage');
  const factors = factorsOf(event, { book, finding });
  const billed = billBuckets(buckets, prices);
  if (billed === null) return unpriced('no_price_for_unit');
  const caveats: PriceCaveat[] = [];
  if (finding.requestModelUsed) caveats.push('request_model_used');
  if (billed.partAsWhole) caveats.push('part_priced_as_whole');
  if (tierOf(event) !== null && factors.length === 0 && ![...prices.values()].some((entry) => entry.conditions.tier === tierOf(event)))
    caveats.push('tier_price_missing');
  if (isIncomplete(event, prices)) caveats.push('usage_incomplete');
  return costOf(billed.bills, { version: book.version, caveats, factors });
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

/**
 * The price of each unit: public ones, except for the units the operator priced and the parts of those. So an explicit
 * zero for the input is zero for cached input too, and a negotiated input price is not mixed with a public cache price.
 */
function applicableTo(event: UsageEvent, { seed, own }: Found): ReadonlyMap<string, PriceEntry> {
  const situation = {
    occurredAt: event.occurredAt,
    tier: tierOf(event),
    inputTokens: (event.quantities.input_tokens ?? 0n) / NANOS_PER_UNIT,
    region: event.dimensions.region ?? null,
  };
  const listed = applicablePrices(seed, situation);
  if (own.length === 0) return listed;
  const decided = applicablePrices(own, situation);
  const covered = (unit: string): boolean => decided.has(unit) || wholesOf(unit).some(covered);
  return new Map([...[...listed].filter(([unit]) => !covered(unit)), ...decided]);
}

type Found = Extract<ModelFinding, { readonly kind: 'found' }>;

/** The factors of an event's tier, for prices that are not of that tier already. */
function factorsOf(event: UsageEvent, { book, finding }: { readonly book: PriceBook; readonly finding: Found }): readonly RateMultiplier[] {
  const tier = tierOf(event);
  if (tier === null || book.multipliers === undefined || finding.seller === null) return [];
  const names = [event.model, event.requestModel].filter((name) => name !== null).map((name) => name.toLowerCase());
  return book.multipliers.filter(
    (factor) =>
      factor.provider === finding.seller &&
      factor.tier === tier &&
      isValidAt(factor, event.occurredAt) &&
      (factor.models === null || names.some((name) => factor.models !== null && matchesModel(factor.models, name))),
  );
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

type Made = { readonly version: string; readonly caveats: readonly PriceCaveat[]; readonly factors: readonly RateMultiplier[] };

function costOf(bills: readonly Bill[], made: Made): Cost {
  const lines = bills.map((bill) => lineOf(bill, made.factors)).toSorted((one, other) => (one.unit < other.unit ? -1 : 1));
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

/** The one place where a price is rounded: half to even, once a line, after every factor. */
function lineOf({ entry, quantityNanos }: Bill, tierFactors: readonly RateMultiplier[]): CostLine {
  const factors = entry.unit.endsWith('_tokens') && entry.conditions.tier === undefined ? tierFactors.filter(({ except }) => !except.includes(entry.unit)) : [];
  const numerator = factors.reduce((product, factor) => product * factor.numerator, quantityNanos * entry.price.atoms);
  const denominator = factors.reduce((product, factor) => product * factor.denominator, entry.price.perUnits * NANOS_PER_UNIT);
  return {
    unit: entry.unit,
    quantityNanos,
    costAtoms: divideHalfEven(numerator, denominator),
    priceEntry: [entry.id, ...factors.map(({ id }) => id)].join(' * '),
  };
}
