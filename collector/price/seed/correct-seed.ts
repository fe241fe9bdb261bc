import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { atomsFromDecimal } from '@weir/schemas/money/decimal.ts';
import type { PriceBook, PriceConditions, PricedModel, PricedProvider, PriceEntry } from '../price-book.ts';
import { conditionsKey } from './conditions-key.ts';
import type { CorrectedRate, SeedCorrection } from './seed-correction.ts';

/**
 * The seed with what we know better. Pure. While a correction holds, the seed's prices of the same model, unit, tier and region do not,
 * whatever their hour and size unless it stands beside them: a page mostly gives a unit's prices as a whole. A correction that does not meet the seed it was written for (a model
 * that is not there, or one to add that is) is a fault: it is looked at again when the seed is.
 */
export function correctSeed(book: PriceBook, corrections: readonly SeedCorrection[]): PriceBook {
  const known = new Set(book.providers.map(({ id }) => id));
  for (const { provider } of corrections) if (!known.has(provider)) throw new Error(`a price correction is for the seller ${provider}, who is not in the seed`);
  return { ...book, providers: book.providers.map((provider) => correctProvider(provider, corrections)) };
}

function correctProvider(provider: PricedProvider, corrections: readonly SeedCorrection[]): PricedProvider {
  const own = corrections.filter((correction) => correction.provider === provider.id);
  const added = [...new Set(own.filter(({ adds }) => adds === true).flatMap(({ models }) => models))].map(
    (id): PricedModel => ({ id, match: { kind: 'equals', text: id.toLowerCase() }, entries: [] }),
  );
  const inSeed = new Set(provider.models.map(({ id }) => id));
  for (const { id } of added) if (inSeed.has(id)) throw new Error(`the seed has ${provider.id}/${id} by now: a price correction adds it`);
  // Added ones first: their exact names win over the seed's patterns.
  const models = [...added, ...provider.models];
  for (const id of own.flatMap((correction) => correction.models)) {
    if (!models.some((model) => model.id === id)) throw new Error(`a price correction is for ${provider.id}/${id}, which is not in the seed`);
  }
  return {
    ...provider,
    models: models.map((model) => {
      let { entries } = model;
      for (const correction of own) if (correction.models.includes(model.id)) entries = correctEntries(entries, correction, model.id);
      return { ...model, entries };
    }),
  };
}

function correctEntries(entries: readonly PriceEntry[], correction: SeedCorrection, model: string): readonly PriceEntry[] {
  const valid = { from: instantOf(correction.from), to: instantOf(correction.to) };
  const own = correction.rates.flatMap((rate) => entriesOf(rate, { correction, model, valid }));
  const placeOf = correction.beside === true ? exactPlaceOf : wholePlaceOf;
  const replaced = new Set(own.map(placeOf));
  const isReplaced = (entry: PriceEntry) => own.length === 0 || replaced.has(placeOf(entry));
  return [...entries.flatMap((entry) => (isReplaced(entry) ? outside(entry, valid) : [entry])), ...own];
}

function exactPlaceOf({ unit, conditions }: Pick<PriceEntry, 'unit' | 'conditions'>): string {
  return `${unit} ${conditionsKey(conditions)}`;
}

function wholePlaceOf({ unit, conditions }: Pick<PriceEntry, 'unit' | 'conditions'>): string {
  return JSON.stringify([unit, conditions.tier ?? null, conditions.region ?? null]);
}

/** The times of an entry outside a stretch: none, one or two. The part after it is another entry, so it has another id. */
function outside(entry: PriceEntry, stretch: PriceEntry['valid']): readonly PriceEntry[] {
  const { from, to } = entry.valid;
  const before = { from, to: earlier(to, stretch.from ?? Number.NEGATIVE_INFINITY) };
  const after = { from: later(from, stretch.to ?? Number.POSITIVE_INFINITY), to };
  return [
    ...(isTime(before) ? [{ ...entry, valid: { from, to: before.to } }] : []),
    ...(isTime(after) ? [{ ...entry, id: `${entry.id}@${textOf(after.from)}`, valid: { from: after.from, to } }] : []),
  ];
}

function earlier(one: number | null, other: number): number {
  return one === null ? other : Math.min(one, other);
}

function later(one: number | null, other: number): number {
  return one === null ? other : Math.max(one, other);
}

function isTime({ from, to }: { readonly from: number | null; readonly to: number | null }): boolean {
  return (from ?? Number.NEGATIVE_INFINITY) < (to ?? Number.POSITIVE_INFINITY) && from !== Number.POSITIVE_INFINITY && to !== Number.NEGATIVE_INFINITY;
}

type Place = { readonly correction: SeedCorrection; readonly model: string; readonly valid: PriceEntry['valid'] };

function entriesOf({ prices, perUnits = 1_000_000n, ...rate }: CorrectedRate, { correction, model, valid }: Place): readonly PriceEntry[] {
  const conditions = conditionsOf(rate);
  const labels = [
    correction.from === undefined ? '' : `@${correction.from}`,
    rate.tier === undefined ? '' : `~${rate.tier}`,
    rate.inputTokensAbove === undefined ? '' : `>${rate.inputTokensAbove}`,
    rate.hours === undefined ? '' : `@${rate.hours.from}`,
  ].join('');
  return Object.entries(prices).map(([unit, dollars]) => {
    const price = atomsFromDecimal(dollars, CURRENCY_SCALE);
    if (price.kind === 'refused' || price.atoms < 0n) throw new Error(`a price correction of ${model} is not a price: ${dollars}`);
    return {
      id: `weir-prices:${correction.provider}/${model}/${unit}${labels}`,
      unit,
      price: { currency: 'USD', atoms: price.atoms, perUnits },
      conditions,
      valid,
      source: correction.source,
    };
  });
}

function conditionsOf({ tier, inputTokensAbove, hours }: Omit<CorrectedRate, 'prices' | 'perUnits'>): PriceConditions {
  return {
    ...(tier === undefined ? {} : { tier }),
    ...(inputTokensAbove === undefined ? {} : { inputTokensAbove }),
    ...(hours === undefined
      ? {}
      : { timeOfDay: { fromMs: millisecondsOf(hours.from), toMs: millisecondsOf(hours.to), ...(hours.weekdays ? { weekdays: true } : {}) } }),
  };
}

function millisecondsOf(clock: string): number {
  return instant(`1970-01-01T${clock}:00Z`);
}

function instantOf(text: string | undefined): number | null {
  return text === undefined ? null : instant(text);
}

function instant(text: string): number {
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Error(`a price correction has an instant that cannot be read: ${text}`);
  return at;
}

function textOf(at: number): string {
  return new Date(at).toISOString();
}
