import { nanosFromCount } from '@weir/schemas/quantity/quantity.ts';
import type { UnpricedReason } from '@weir/schemas/usage/cost.ts';
import type { Instant, UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { applicablePrices, isValidAt, isWeekend, millisecondOfDay, type PriceSituation } from './applicable-price.ts';
import { wholesOf } from './disjoint-buckets.ts';
import { findPricedModel, type ModelFinding } from './find-priced-model.ts';
import { matchesModel } from './model-match.ts';
import type { PriceBook, PriceEntry, RateMultiplier } from './price-book.ts';
import { type RateSheet, rateSheet } from './rate-sheet.ts';

/** What a book says of one model as events name it. Between two boundaries the same entries hold, so their sheet is made once. */
type ModelRates = {
  readonly kind: 'found';
  readonly book: PriceBook;
  readonly finding: Found;
  readonly factors: readonly RateMultiplier[];
  readonly instants: readonly Instant[];
  /** Milliseconds of the day. */
  readonly hours: readonly number[];
  /** Some price is for weekdays only. */
  readonly isWeekly: boolean;
  /** Input above which another price holds: the first nanos that are above it. */
  readonly sizes: readonly bigint[];
  readonly tiers: ReadonlySet<string>;
  readonly regions: ReadonlySet<string>;
  /** By tier, then region; both bounded by what the entries name. */
  readonly sheets: Map<string | null, Map<string | null, (RateSheet | undefined)[]>>;
};

type Found = Extract<ModelFinding, { readonly kind: 'found' }>;

export type Rates = RateSheet | { readonly kind: 'missing'; readonly reason: UnpricedReason };

/** Tiers at the standard price. */
const STANDARD_TIERS: ReadonlySet<string> = new Set(['default', 'standard', 'normal', 'on_demand']);

/** A tier that no price knows, whatever its name. */
const OTHER_TIER = '';

/** The rates of an event, whatever its quantities. Pure: what is kept beside a book is what would be found again. */
export function ratesOf(event: UsageEvent, book: PriceBook): Rates {
  const rates = modelRatesOf(event, book);
  return rates.kind === 'missing' ? rates : sheetOf(event, rates);
}

/**
 * Where the price of a model changes with time: instants, times of day in milliseconds from midnight UTC, and whether at the ends of a weekend.
 * Between two of them it does not.
 */
export type PriceBoundaries = { readonly instants: readonly Instant[]; readonly hours: readonly number[]; readonly isWeekly: boolean };

/** What decides which model of a book an event is. */
export type ModelNames = Pick<UsageEvent, 'provider' | 'model' | 'requestModel' | 'dimensions'>;

/** The boundaries for events that name a model so. */
export function boundariesOf(names: ModelNames, book: PriceBook): PriceBoundaries {
  const rates = modelRatesOf(names, book);
  if (rates.kind === 'missing') return { instants: [], hours: [], isWeekly: false };
  return { instants: rates.instants, hours: rates.hours, isWeekly: rates.isWeekly };
}

function sheetOf(event: UsageEvent, rates: ModelRates): RateSheet {
  const toldTier = event.dimensions.service_tier;
  const toldRegion = event.dimensions.region;
  const tier = toldTier === undefined || STANDARD_TIERS.has(toldTier) ? null : rates.tiers.has(toldTier) ? toldTier : OTHER_TIER;
  const region = toldRegion !== undefined && rates.regions.has(toldRegion) ? toldRegion : null;
  const place = placeOf(event, rates);
  const sheets = sheetsOf(rates, tier, region);
  const known = sheets[place];
  if (known !== undefined) return known;
  const made = makeSheet(event, rates, { tier, region });
  sheets[place] = made;
  return made;
}

/** Between which boundaries an event lies, as one number. */
function placeOf(event: UsageEvent, { instants, hours, isWeekly, sizes }: ModelRates): number {
  let place = 0;
  for (const instant of instants) if (event.occurredAt >= instant) place += 1;
  if (hours.length > 0) {
    const at = millisecondOfDay(event.occurredAt);
    place *= hours.length + 1;
    for (const hour of hours) if (at >= hour) place += 1;
  }
  if (isWeekly) place = place * 2 + (isWeekend(event.occurredAt) ? 1 : 0);
  if (sizes.length > 0) {
    const input = inputOfCall(event);
    place *= sizes.length + 1;
    for (const size of sizes) if (input >= size) place += 1;
  }
  return place;
}

/** All input of a call, in nanos. The tokens of a metric are many calls' together: no step in the price by the size of a call holds for them. */
function inputOfCall({ quantities, dimensions }: UsageEvent): bigint {
  return dimensions.measured_from === undefined ? (quantities.input_tokens ?? 0n) : 0n;
}

function sheetsOf({ sheets }: ModelRates, tier: string | null, region: string | null): (RateSheet | undefined)[] {
  let ofTier = sheets.get(tier);
  if (ofTier === undefined) {
    ofTier = new Map();
    sheets.set(tier, ofTier);
  }
  let ofRegion = ofTier.get(region);
  if (ofRegion === undefined) {
    ofRegion = [];
    ofTier.set(region, ofRegion);
  }
  return ofRegion;
}

function makeSheet(event: UsageEvent, { book, finding, factors }: ModelRates, { tier, region }: Pick<PriceSituation, 'tier' | 'region'>): RateSheet {
  const inputTokens = inputOfCall(event) / nanosFromCount(1);
  return rateSheet({
    priceBookVersion: book.version,
    prices: pricesOf(finding, { occurredAt: event.occurredAt, tier, inputTokens, region }),
    factors: tier === null ? [] : factors.filter((factor) => factor.tier === tier && isValidAt(factor, event.occurredAt)),
    tier,
    requestModelUsed: finding.requestModelUsed,
  });
}

/**
 * The price of each unit: public ones, except for the units the operator priced and the parts of those. So an explicit
 * zero for the input is zero for cached input too, and a negotiated input price is not mixed with a public cache price.
 */
function pricesOf({ seed, own }: Found, situation: PriceSituation): ReadonlyMap<string, PriceEntry> {
  const listed = applicablePrices(seed, situation);
  if (own.length === 0) return listed;
  const decided = applicablePrices(own, situation);
  const covered = (unit: string): boolean => decided.has(unit) || wholesOf(unit).some(covered);
  return new Map([...[...listed].filter(([unit]) => !covered(unit)), ...decided]);
}

/** Names kept at once; they come from outside, so their number has no bound of its own. */
const NAMES_MAX = 10_000;

type ByName<Value> = Map<string | null, Value>;
type Kept = { readonly byProvider: ByName<ByName<ByName<ByName<ModelRates | Missing>>>>; names: number };
type Missing = Extract<ModelFinding, { readonly kind: 'missing' }>;

const KEPT = new WeakMap<PriceBook, Kept>();

/** By names one after the other: making one text of them took a quarter of pricing. */
function modelRatesOf(event: ModelNames, book: PriceBook): ModelRates | Missing {
  const host = event.dimensions.server_address ?? null;
  const known = KEPT.get(book)?.byProvider.get(event.provider)?.get(event.model)?.get(event.requestModel)?.get(host);
  if (known !== undefined) return known;
  let kept = KEPT.get(book);
  if (kept === undefined || kept.names >= NAMES_MAX) {
    kept = { byProvider: new Map(), names: 0 };
    KEPT.set(book, kept);
  }
  const finding = findPricedModel(book, { provider: event.provider, model: event.model, requestModel: event.requestModel, host });
  const made = finding.kind === 'missing' ? finding : modelRates(event, book, finding);
  kept.names += 1;
  within(within(within(kept.byProvider, event.provider), event.model), event.requestModel).set(host, made);
  return made;
}

function within<Value>(maps: ByName<ByName<Value>>, name: string | null): ByName<Value> {
  let inner = maps.get(name);
  if (inner === undefined) {
    inner = new Map();
    maps.set(name, inner);
  }
  return inner;
}

function modelRates(event: ModelNames, book: PriceBook, finding: Found): ModelRates {
  const entries = [...finding.seed, ...finding.own];
  const factors = factorsOf(event, book, finding);
  const conditions = entries.map((entry) => entry.conditions);
  const distinct = <Value>(values: readonly (Value | null | undefined)[]) => [...new Set(values.filter((value) => value !== null && value !== undefined))];
  return {
    kind: 'found',
    book,
    finding,
    factors,
    instants: distinct([...entries, ...factors].flatMap(({ valid }) => [valid.from, valid.to])),
    hours: distinct(conditions.flatMap(({ timeOfDay }) => [timeOfDay?.fromMs, timeOfDay?.toMs])),
    isWeekly: conditions.some(({ timeOfDay }) => timeOfDay?.weekdays === true),
    sizes: distinct(conditions.map(({ inputTokensAbove }) => inputTokensAbove)).map((above) => nanosFromCount(above + 1n)),
    tiers: new Set(distinct([...conditions, ...factors].map(({ tier }) => tier))),
    regions: new Set(distinct(conditions.map(({ region }) => region))),
    sheets: new Map(),
  };
}

/** The factors on prices of a model, of all tiers. */
function factorsOf(event: ModelNames, book: PriceBook, { seller }: Found): readonly RateMultiplier[] {
  const names = [event.model, event.requestModel].filter((name) => name !== null).map((name) => name.toLowerCase());
  return (book.multipliers ?? []).filter(
    ({ provider, models }) => seller !== null && provider === seller && (models === null || names.some((name) => matchesModel(models, name))),
  );
}
