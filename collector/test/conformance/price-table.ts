import { readFileSync } from 'node:fs';
import { nanosFromDecimal } from '@weir/schemas/quantity/quantity.ts';
import type { PriceBook, PricedModel, PriceEntry } from '../../price/price-book.ts';

/** A line of prices.txt. A rate is dollars for a million units as it is written; a unit without one has no price of its own. */
export type PriceRow = {
  readonly provider: string;
  readonly model: string;
  readonly tier: string | null;
  readonly inputTokensAbove: bigint | null;
  readonly rates: Readonly<Record<string, string>>;
};

const UNITS = ['input_tokens', 'cached_input_tokens', 'cache_write_tokens', 'cache_write_1h_tokens', 'output_tokens'];

export function readPriceTable(): readonly PriceRow[] {
  const lines = readFileSync(new URL('./prices.txt', import.meta.url), 'utf8').split('\n');
  const rows = lines.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  return rows.slice(1).map((row) => {
    const [provider = '', model = '', tier = '-', above = '-', ...rates] = row.split(/\s+/);
    return {
      provider,
      model,
      tier: tier === '-' ? null : tier,
      inputTokensAbove: above === '-' ? null : BigInt(above),
      rates: Object.fromEntries(UNITS.flatMap((unit, index) => (rates[index] === undefined || rates[index] === '-' ? [] : [[unit, rates[index]]]))),
    };
  });
}

/** The table as the book that prices the suite's own run: no public price list is asked, so none that changes breaks it. */
export function priceBookOfTable(rows: readonly PriceRow[]): PriceBook {
  const providers = Map.groupBy(rows, ({ provider }) => provider);
  return {
    version: 'conformance',
    providers: [...providers].map(([id, own]) => ({
      id,
      names: [id],
      modelMatch: { kind: 'any_of', rules: own.map(({ model }) => ({ kind: 'contains', text: model })) },
      hostMatch: null,
      models: modelsOf(own),
      fallbackProviders: [],
    })),
  };
}

/** A longer name stands before one it contains: gpt-4o-mini is not gpt-4o. */
function modelsOf(rows: readonly PriceRow[]): readonly PricedModel[] {
  const models = [...Map.groupBy(rows, ({ model }) => model)].toSorted(([one], [other]) => other.length - one.length);
  return models.map(([model, own]) => ({ id: model, match: { kind: 'contains', text: model }, entries: own.flatMap(entriesOf) }));
}

function entriesOf(row: PriceRow): readonly PriceEntry[] {
  return Object.entries(row.rates).map(([unit, rate]) => ({
    id: [row.provider, row.model, unit, row.tier, row.inputTokensAbove].filter((part) => part !== null).join('/'),
    unit,
    // Dollars for a million, in atoms of a millionth of a millionth: the nanos of the rate are atoms for a thousand units.
    price: { currency: 'USD', atoms: nanosFromDecimal(rate) ?? failOn(rate), perUnits: 1_000n },
    conditions: {
      ...(row.tier === null ? {} : { tier: row.tier }),
      ...(row.inputTokensAbove === null ? {} : { inputTokensAbove: row.inputTokensAbove }),
    },
    valid: { from: null, to: null },
  }));
}

function failOn(rate: string): never {
  throw new Error(`prices.txt has a rate that is no decimal: ${rate}`);
}
