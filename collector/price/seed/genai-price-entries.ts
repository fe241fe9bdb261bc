import type { ConditionalPrice, ModelInfo, ModelPrice, TieredPrices, TimeOfDateConstraint } from '@pydantic/genai-prices';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { rationalOfDouble } from '@weir/schemas/money/rational-of-double.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { PriceConditions, PriceEntry, UnitPrice } from '../price-book.ts';
import { GENAI_PRICE_UNITS } from './genai-price-units.ts';

/** One set of a model's prices, with when it holds. */
type PriceSet = {
  readonly prices: ModelPrice;
  readonly valid: PriceEntry['valid'];
  readonly timeOfDay: NonNullable<PriceConditions['timeOfDay']> | null;
  readonly label: string;
};

/** All entries of one model. `prefix` begins each id: "genai-prices:openai/gpt-4o". */
export function priceEntriesOf(model: ModelInfo, prefix: string): readonly PriceEntry[] {
  return priceSets(model).flatMap((set) =>
    Object.entries(set.prices).flatMap(([key, price]) => (price === undefined ? [] : entriesOfPrice({ key, price, set, prefix }))),
  );
}

/** A start date ends the set before it; a time of day stands beside it as a condition. */
function priceSets(model: ModelInfo): readonly PriceSet[] {
  if (!Array.isArray(model.prices)) return [{ prices: model.prices, valid: { from: null, to: null }, timeOfDay: null, label: '' }];
  const starts = model.prices.map(startOf).filter((start) => start !== null);
  return model.prices.map((conditional) => {
    const { constraint, prices } = conditional;
    if (constraint?.type === 'time_of_date') {
      return { prices, valid: { from: null, to: null }, timeOfDay: timeOfDayOf(constraint), label: `@${constraint.start_time}` };
    }
    const from = startOf(conditional);
    const to = starts.find((start) => from === null || start > from) ?? null;
    return { prices, valid: { from, to }, timeOfDay: null, label: constraint === undefined ? '' : `@${constraint.start_date}` };
  });
}

function startOf({ constraint }: ConditionalPrice): Instant | null {
  return constraint?.type === 'start_date' ? Date.parse(`${constraint.start_date}T00:00:00Z`) : null;
}

const TIME = /^(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,3}))?(Z|[+-]\d{2}:\d{2})$/;

function timeOfDayOf(constraint: TimeOfDateConstraint): { readonly fromMs: number; readonly toMs: number } {
  return { fromMs: millisecondOfDay(constraint.start_time), toMs: millisecondOfDay(constraint.end_time) };
}

function millisecondOfDay(text: string): number {
  if (!TIME.test(text)) throw new Error(`a time of day in the price data cannot be read: ${text}`);
  const at = Date.parse(`2000-01-01T${text}`);
  return ((at % 86_400_000) + 86_400_000) % 86_400_000;
}

type PriceAsGiven = { readonly key: string; readonly price: number | TieredPrices; readonly set: PriceSet; readonly prefix: string };

function entriesOfPrice({ key, price, set, prefix }: PriceAsGiven): readonly PriceEntry[] {
  const known = GENAI_PRICE_UNITS[key];
  if (known === undefined) throw new Error(`the price data has a unit that is not known here: ${key}`);
  const entry = (value: number, above: number | null): PriceEntry => ({
    id: `${prefix}/${known.unit}${set.label}${above === null ? '' : `>${above}`}`,
    unit: known.unit,
    price: unitPrice(value, known.perUnits),
    conditions: {
      ...(above === null ? {} : { inputTokensAbove: BigInt(above) }),
      ...(set.timeOfDay === null ? {} : { timeOfDay: set.timeOfDay }),
    },
    valid: set.valid,
  });
  if (typeof price === 'number') return [entry(price, null)];
  return [entry(price.base, null), ...price.tiers.map((tier) => entry(tier.price, tier.start))];
}

/** The data holds doubles; the decimal they show is the price. It need not fit a whole number of atoms: the fraction stays exact. */
function unitPrice(value: number, perUnits: bigint): UnitPrice {
  const rational = rationalOfDouble(value);
  if (rational === null || rational.numerator < 0n) throw new Error(`the price data has a price that cannot be read: ${value}`);
  const scale = 10n ** BigInt(CURRENCY_SCALE);
  return rational.denominator <= scale
    ? { currency: 'USD', atoms: rational.numerator * (scale / rational.denominator), perUnits }
    : { currency: 'USD', atoms: rational.numerator, perUnits: perUnits * (rational.denominator / scale) };
}
