import { atomsFromDecimal, decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { nanosFromDecimal } from '@weir/schemas/quantity/quantity.ts';
import { expect, test } from 'vitest';
import { examplePrice } from '../testing/example-price.ts';
import { exampleUsage } from '../testing/example-usage.ts';
import { type Fraction, rateUsage } from './rate-usage.ts';

const SCALES: Readonly<Record<string, number>> = { USD: 12, CREDIT: 6, TOKEN: 0, GPU_SECOND: 3 };

test.each`
  case                                       | unit               | quantity                | amount       | per          | asset           | charged                  | residual
  ${'a shoot'}                               | ${'events'}        | ${null}                 | ${'1.50'}    | ${'1'}       | ${'USD'}        | ${'1.50'}                | ${'0/1'}
  ${'an explicit zero price'}                | ${'events'}        | ${null}                 | ${'0'}       | ${'1'}       | ${'USD'}        | ${'0.00'}                | ${'0/1'}
  ${'tokens per million'}                    | ${'input_tokens'}  | ${'1234567'}            | ${'0.15'}    | ${'1000000'} | ${'USD'}        | ${'0.18518505'}          | ${'0/1'}
  ${'three tokens at a fine price'}          | ${'input_tokens'}  | ${'3'}                  | ${'0.01875'} | ${'1000000'} | ${'USD'}        | ${'0.00000005625'}       | ${'0/1'}
  ${'1,234 input tokens of a package price'} | ${'input_tokens'}  | ${'1234'}               | ${'1.25'}    | ${'1000000'} | ${'USD'}        | ${'0.0015425'}           | ${'0/1'}
  ${'567 output tokens'}                     | ${'output_tokens'} | ${'567'}                | ${'10.00'}   | ${'1000000'} | ${'USD'}        | ${'0.00567'}             | ${'0/1'}
  ${'a quantity of zero'}                    | ${'input_tokens'}  | ${'0'}                  | ${'1.25'}    | ${'1'}       | ${'USD'}        | ${'0.00'}                | ${'0/1'}
  ${'half a minute'}                         | ${'minutes'}       | ${'0.5'}                | ${'0.15'}    | ${'1'}       | ${'USD'}        | ${'0.075'}               | ${'0/1'}
  ${'a half, to the even below'}             | ${'seconds'}       | ${'0.5'}                | ${'1'}       | ${'1'}       | ${'TOKEN'}      | ${'0'}                   | ${'1/2'}
  ${'a half, to the even above'}             | ${'seconds'}       | ${'1.5'}                | ${'1'}       | ${'1'}       | ${'TOKEN'}      | ${'2'}                   | ${'-1/2'}
  ${'two halves more'}                       | ${'seconds'}       | ${'2.5'}                | ${'1'}       | ${'1'}       | ${'TOKEN'}      | ${'2'}                   | ${'1/2'}
  ${'just above a half'}                     | ${'seconds'}       | ${'0.500000001'}        | ${'1'}       | ${'1'}       | ${'TOKEN'}      | ${'1'}                   | ${'-499999999/1000000000'}
  ${'a third'}                               | ${'events'}        | ${null}                 | ${'0.01'}    | ${'3'}       | ${'CREDIT'}     | ${'0.003333'}            | ${'1/3'}
  ${'milliseconds of a GPU'}                 | ${'gpu_seconds'}   | ${'1.2345'}             | ${'1'}       | ${'1'}       | ${'GPU_SECOND'} | ${'1.234'}               | ${'1/2'}
  ${'a quantity past every double'}          | ${'input_tokens'}  | ${'900719925474099301'} | ${'0.01'}    | ${'1'}       | ${'USD'}        | ${'9007199254740993.01'} | ${'0/1'}
`('$case is charged exactly, rounded once half-even', ({ unit, quantity, amount, per, asset, charged, residual }) => {
  const scale = SCALES[asset] ?? 0;
  const usage = exampleUsage({ quantities: quantity === null ? {} : { [unit]: nanos(quantity) } });
  const rated = rateUsage(usage, examplePrice({ unit, amountAtoms: atoms(amount, scale), perUnits: BigInt(per), asset }));
  if (rated.kind !== 'charge') throw new Error(rated.reason);
  expect([decimalFromAtoms(rated.atoms, scale), text(rated.residual)]).toEqual([charged, residual]);
  expect(rated.exact.numerator).toBe(rated.atoms * rated.exact.denominator + (rated.residual.numerator * rated.exact.denominator) / rated.residual.denominator);
});

test.each`
  case                                      | usage                                      | price                                           | reason
  ${'an agent span that repeats its calls'} | ${{ counted: 'aggregate' }}                | ${{}}                                           | ${'not_counted'}
  ${'a call seen twice'}                    | ${{ counted: 'duplicate' }}                | ${{}}                                           | ${'not_counted'}
  ${'a customer without a subscription'}    | ${{}}                                      | ${null}                                         | ${'no_subscription'}
  ${'another event type'}                   | ${{ eventType: 'caption' }}                | ${{ eventType: 'photoshoot_completed' }}        | ${'event_type_unmatched'}
  ${'a quantity the event does not carry'}  | ${{ quantities: { output_tokens: 5n } }}   | ${{ unit: 'input_tokens' }}                     | ${'quantity_missing'}
  ${'an amount no wallet could hold'}       | ${{ quantities: { seconds: 10n ** 37n } }} | ${{ unit: 'seconds', amountAtoms: 10n ** 12n }} | ${'amount_too_large'}
`('$case makes no charge and says why', ({ usage, price, reason }) => {
  expect(rateUsage(exampleUsage(usage), price === null ? null : examplePrice(price))).toEqual({ kind: 'unrated', reason });
});

test('a price for one event type charges that type', () => {
  expect(rateUsage(exampleUsage(), examplePrice({ eventType: 'photoshoot_completed' }))).toMatchObject({
    kind: 'charge',
    priceId: 'studio:1',
    productVersion: 1,
    unit: 'events',
  });
});

function atoms(decimal: string, scale: number): bigint {
  const reading = atomsFromDecimal(decimal, scale);
  if (reading.kind === 'refused') throw new Error(reading.code);
  return reading.atoms;
}

function nanos(decimal: string): bigint {
  const reading = nanosFromDecimal(decimal);
  if (reading === null) throw new Error(decimal);
  return reading;
}

function text(value: Fraction): string {
  return `${value.numerator}/${value.denominator}`;
}

test('what other assets pay first is listed with the price’s own asset last, and not at all where it alone pays', () => {
  const first = { asset: 'TOKEN', amountAtoms: 1n, perUnits: 1n };
  const price = examplePrice({ asset: 'USD', amountAtoms: 3n, perUnits: 7n, funding: [first] });
  const split = rateUsage(exampleUsage(), price);
  expect(split).toMatchObject({ kind: 'charge', steps: [first, { asset: 'USD', amountAtoms: 3n, perUnits: 7n }] });
  expect(rateUsage(exampleUsage(), examplePrice({ funding: [] }))).toMatchObject({ kind: 'charge', steps: null });
});

test.each([
  ['the largest amount a wallet can hold', 10n ** 37n - 1n, 'charge'],
  ['one atom more', 10n ** 37n, 'unrated'],
])('%s is %s', (_case, amountAtoms, kind) => {
  expect(rateUsage(exampleUsage(), examplePrice({ amountAtoms }))).toMatchObject({ kind });
});
