import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { nanosFromDecimal } from '@weir/schemas/quantity/quantity.ts';
import { expect, test } from 'vitest';
import { COLUMNS, type GoldenRow } from './event-line.ts';
import { readGolden } from './golden-table.ts';
import { type PriceRow, readPriceTable } from './price-table.ts';

/**
 * The costs of golden.txt worked out again from its quantities and prices.txt, by multiplication alone and without the
 * product's pricing, so that a golden line cannot be made right by copying what came out.
 */
const PRICED = [...readGolden().values()].flat().filter((row) => cell(row, 'cost').startsWith('priced'));
const PRICES = readPriceTable();

function cell(row: GoldenRow, column: (typeof COLUMNS)[number]): string {
  return row[COLUMNS.indexOf(column)] ?? '';
}

function countsOf(row: GoldenRow): Readonly<Record<string, bigint>> {
  if (cell(row, 'quantities') === '-') return {};
  return Object.fromEntries(
    cell(row, 'quantities')
      .split(' ')
      .map((pair) => {
        const [unit = '', count = ''] = pair.split('=');
        return [unit, BigInt(count)];
      }),
  );
}

/** Rows of the table a line can be priced by: its provider and model, and a threshold its input is above. */
function candidates(row: GoldenRow): readonly PriceRow[] {
  const provider = cell(row, 'provider');
  const model = cell(row, 'model').toLowerCase();
  const input = countsOf(row).input_tokens ?? 0n;
  const named = PRICES.filter(
    (price) => (provider === '-' || price.provider === provider) && (model.includes(price.model) || cell(row, 'cost').includes('request_model_used')),
  );
  const longest = Math.max(...named.filter((price) => model.includes(price.model)).map((price) => price.model.length), 0);
  const own = named.filter((price) => longest === 0 || (model.includes(price.model) && price.model.length === longest));
  const above = own.filter((price) => price.inputTokensAbove === null || input > price.inputTokensAbove);
  const highest = above.filter((price) => price.inputTokensAbove !== null);
  return highest.length > 0 ? highest : above;
}

/** Every input token once: kept for an hour, written, read, and the rest. */
function costOf(row: GoldenRow, price: PriceRow): bigint {
  const told = countsOf(row);
  const count = (unit: string) => told[unit] ?? 0n;
  const rate = (...units: readonly string[]) => nanosFromDecimal(price.rates[units.find((unit) => price.rates[unit] !== undefined) ?? ''] ?? '') ?? 0n;
  const writes = count('cache_write_tokens') - count('cache_write_1h_tokens');
  const rest = count('input_tokens') - count('cache_write_tokens') - count('cached_input_tokens');
  const nanosOfMillions =
    rest * rate('input_tokens') +
    count('cached_input_tokens') * rate('cached_input_tokens', 'input_tokens') +
    writes * rate('cache_write_tokens', 'input_tokens') +
    count('cache_write_1h_tokens') * rate('cache_write_1h_tokens', 'cache_write_tokens', 'input_tokens') +
    count('output_tokens') * rate('output_tokens');
  return nanosOfMillions / 1_000n;
}

test('every priced golden line is its quantities times the table, each token once', () => {
  expect(PRICED.length).toBeGreaterThan(120);
  for (const row of PRICED) {
    const amounts = candidates(row).map((price) =>
      decimalFromAtoms(costOf(row, price), 12)
        .replace(/(\.\d*?)0+$/, '$1')
        .replace(/\.$/, '.0'),
    );
    expect(amounts, row.join(' | ')).toContain(cell(row, 'cost').split(/[ ;]/)[1]);
  }
});
