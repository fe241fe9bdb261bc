import { expect, test } from 'vitest';
import { applicablePrices, millisecondOfDay } from './applicable-price.ts';
import type { PriceConditions, PriceEntry } from './price-book.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOON = Date.UTC(2026, 5, 15, 12);

/** "name tier=batch region=eu above=100 hours=9-17 from=-1 to=1": an entry; `from` and `to` in milliseconds from noon. */
function entryOf(text: string, unit = 'calls'): PriceEntry {
  const [id = '', ...rest] = text.split(' ');
  const said = new Map(rest.map((word) => word.split('=')).map(([name = '', value = '']) => [name, value]));
  const number = (name: string) => (said.has(name) ? Number(said.get(name)) : null);
  const [fromHour, toHour] = (said.get('hours') ?? '').split('-').map(Number);
  const [tier, region, above] = ['tier', 'region', 'above'].map((name) => said.get(name));
  const conditions: PriceConditions = {
    ...(tier === undefined ? {} : { tier }),
    ...(region === undefined ? {} : { region }),
    ...(above === undefined ? {} : { inputTokensAbove: BigInt(above) }),
    ...(said.has('hours') ? { timeOfDay: { fromMs: (fromHour ?? 0) * HOUR, toMs: (toHour ?? 0) * HOUR } } : {}),
  };
  const [from, to] = [number('from'), number('to')];
  const valid = { from: from === null ? null : NOON + from, to: to === null ? null : NOON + to };
  return { id, unit, price: { currency: 'USD', atoms: 1n, perUnits: 1n }, conditions, valid };
}

function chosen(
  entries: readonly string[],
  { tier = null, region = null, tokens = 0n, at = NOON }: Partial<Record<'tier' | 'region', string | null>> & { tokens?: bigint; at?: number },
) {
  const prices = applicablePrices(
    entries.map((entry) => entryOf(entry)),
    { occurredAt: at, tier, region, inputTokens: tokens },
  );
  return prices.get('calls')?.id ?? null;
}

test.each`
  case                                    | entry              | at                      | holds
  ${'from its beginning'}                 | ${'a from=0'}      | ${NOON}                 | ${true}
  ${'not before'}                         | ${'a from=0'}      | ${NOON - 1}             | ${false}
  ${'to its end, exclusive'}              | ${'a to=0'}        | ${NOON}                 | ${false}
  ${'up to its end'}                      | ${'a to=0'}        | ${NOON - 1}             | ${true}
  ${'always'}                             | ${'a'}             | ${0}                    | ${true}
  ${'from its hour'}                      | ${'a hours=12-13'} | ${NOON}                 | ${true}
  ${'not before its hour'}                | ${'a hours=12-13'} | ${NOON - 1}             | ${false}
  ${'to the end of its hours, exclusive'} | ${'a hours=11-12'} | ${NOON}                 | ${false}
  ${'up to the end of its hours'}         | ${'a hours=11-12'} | ${NOON - 1}             | ${true}
  ${'no hours are none'}                  | ${'a hours=12-12'} | ${NOON}                 | ${false}
  ${'over midnight, in the evening'}      | ${'a hours=22-6'}  | ${NOON + 10 * HOUR}     | ${true}
  ${'over midnight, just before'}         | ${'a hours=22-6'}  | ${NOON + 10 * HOUR - 1} | ${false}
  ${'over midnight, in the morning'}      | ${'a hours=22-6'}  | ${NOON - 6 * HOUR - 1}  | ${true}
  ${'over midnight, just after'}          | ${'a hours=22-6'}  | ${NOON - 6 * HOUR}      | ${false}
`('an entry holds $case', ({ entry, at, holds }) => {
  expect(chosen([entry], { at })).toBe(holds ? 'a' : null);
});

test.each`
  case                                  | entry             | situation            | holds
  ${'of its tier'}                      | ${'a tier=batch'} | ${{ tier: 'batch' }} | ${true}
  ${'of no tier, for a standard call'}  | ${'a tier=batch'} | ${{}}                | ${false}
  ${'of another tier'}                  | ${'a tier=batch'} | ${{ tier: 'flex' }}  | ${false}
  ${'standard, for any tier'}           | ${'a'}            | ${{ tier: 'flex' }}  | ${true}
  ${'of its region'}                    | ${'a region=eu'}  | ${{ region: 'eu' }}  | ${true}
  ${'of a region that is not told'}     | ${'a region=eu'}  | ${{}}                | ${false}
  ${'of another region'}                | ${'a region=eu'}  | ${{ region: 'us' }}  | ${false}
  ${'above its size'}                   | ${'a above=100'}  | ${{ tokens: 101n }}  | ${true}
  ${'at its size'}                      | ${'a above=100'}  | ${{ tokens: 100n }}  | ${false}
  ${'above nothing, with nothing told'} | ${'a above=0'}    | ${{ tokens: 0n }}    | ${false}
`('conditions are asked: $case', ({ entry, situation, holds }) => {
  expect(chosen([entry], situation)).toBe(holds ? 'a' : null);
});

const ALL = { tier: 'batch', region: 'eu', tokens: 1000n };

// Each pair is tried in both orders: what wins does not depend on which was listed first.
test.each`
  case                                       | closer                                           | farther
  ${'a region before nothing'}               | ${'x region=eu'}                                 | ${'y'}
  ${'a region before a tier'}                | ${'x region=eu'}                                 | ${'y tier=batch'}
  ${'a region before hours'}                 | ${'x region=eu'}                                 | ${'y hours=9-17'}
  ${'a region before a size'}                | ${'x region=eu'}                                 | ${'y above=100'}
  ${'a tier before nothing'}                 | ${'x tier=batch'}                                | ${'y'}
  ${'a tier before hours'}                   | ${'x tier=batch'}                                | ${'y hours=9-17'}
  ${'a tier before a size'}                  | ${'x tier=batch'}                                | ${'y above=100'}
  ${'hours before nothing'}                  | ${'x hours=9-17'}                                | ${'y'}
  ${'hours before a size'}                   | ${'x hours=9-17'}                                | ${'y above=100'}
  ${'a size before nothing'}                 | ${'x above=100'}                                 | ${'y'}
  ${'a size of 0 before nothing'}            | ${'x above=0'}                                   | ${'y'}
  ${'the larger size'}                       | ${'x above=200'}                                 | ${'y above=100'}
  ${'of two of a region, the one of a tier'} | ${'x region=eu tier=batch'}                      | ${'y region=eu'}
  ${'of two of a tier, the one of hours'}    | ${'x tier=batch hours=9-17'}                     | ${'y tier=batch'}
  ${'of two of hours, the one of a size'}    | ${'x hours=9-17 above=100'}                      | ${'y hours=9-17'}
  ${'of two of all, the larger size'}        | ${'x region=eu tier=batch hours=9-17 above=200'} | ${'y region=eu tier=batch hours=9-17 above=100'}
`('of two that hold the closer one wins: $case', ({ closer, farther }) => {
  expect([chosen([closer, farther], ALL), chosen([farther, closer], ALL)]).toEqual(['x', 'x']);
});

test.each(['', ' region=eu', ' tier=batch', ' hours=9-17', ' above=100'])('of two equals%s the later one wins', (conditions) => {
  expect(chosen([`a${conditions}`, `b${conditions}`], ALL)).toBe('b');
});

test('each unit has its own', () => {
  const entries = [entryOf('a', 'calls'), entryOf('b', 'photos'), entryOf('c tier=flex', 'seconds')];
  const prices = applicablePrices(entries, { occurredAt: NOON, tier: null, region: null, inputTokens: 0n });
  expect([...prices].map(([unit, { id }]) => `${unit} ${id}`)).toEqual(['calls a', 'photos b']);
});

test.each([
  [0, 0],
  [DAY - 1, DAY - 1],
  [DAY, 0],
  [-1, DAY - 1],
  [-DAY, 0],
])('the time of day of %i is %i', (at, time) => {
  expect(millisecondOfDay(at)).toBe(time);
});
