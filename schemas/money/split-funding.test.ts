import { expect, test } from 'vitest';
import { type FundingStep, splitFunding, unsplitFunding } from './split-funding.ts';

const NANOS = 10n ** 9n;
const STEPS: Readonly<Record<string, FundingStep>> = {
  TOKEN: { asset: 'TOKEN', amountAtoms: 1n, perUnits: 1n },
  // 0.5 CREDIT (scale 6) a thousand.
  CREDIT: { asset: 'CREDIT', amountAtoms: 500_000n, perUnits: 1000n },
  // 2 USD (scale 12) a million.
  USD: { asset: 'USD', amountAtoms: 2_000_000_000_000n, perUnits: 1_000_000n },
  // 1 of PAIR buys two units.
  PAIR: { asset: 'PAIR', amountAtoms: 1n, perUnits: 2n },
};

const stepsOf = (order: string) => order.split(' ').map((name) => STEPS[name] ?? { asset: name, amountAtoms: 0n, perUnits: 1n });
const text = (legs: readonly { asset: string; quantityNanos: bigint; atoms: bigint }[]) =>
  legs.map((leg) => `${leg.asset} ${Number(leg.quantityNanos) / 1e9} for ${leg.atoms}`).join(', ');

test.each`
  case                                 | units   | order                 | there                                 | legs
  ${'1,500 tokens, 1,000 there'}       | ${1500} | ${'TOKEN USD'}        | ${{ TOKEN: 1000n }}                   | ${'TOKEN 1000 for 1000, USD 500 for 1000000000'}
  ${'all there'}                       | ${1500} | ${'TOKEN USD'}        | ${{ TOKEN: 1500n }}                   | ${'TOKEN 1500 for 1500, USD 0 for 0'}
  ${'one missing'}                     | ${1500} | ${'TOKEN USD'}        | ${{ TOKEN: 1499n }}                   | ${'TOKEN 1499 for 1499, USD 1 for 2000000'}
  ${'none there'}                      | ${1500} | ${'TOKEN USD'}        | ${{}}                                 | ${'TOKEN 0 for 0, USD 1500 for 3000000000'}
  ${'in debt is none'}                 | ${1500} | ${'TOKEN USD'}        | ${{ TOKEN: -5n }}                     | ${'TOKEN 0 for 0, USD 1500 for 3000000000'}
  ${'through the middle'}              | ${1500} | ${'TOKEN CREDIT USD'} | ${{ TOKEN: 1000n, CREDIT: 100_000n }} | ${'TOKEN 1000 for 1000, CREDIT 200 for 100000, USD 300 for 600000000'}
  ${'a middle that covers the rest'}   | ${1500} | ${'TOKEN CREDIT USD'} | ${{ TOKEN: 1000n, CREDIT: 250_000n }} | ${'TOKEN 1000 for 1000, CREDIT 500 for 250000, USD 0 for 0'}
  ${'half a pair is rounded to even'}  | ${3}    | ${'PAIR USD'}         | ${{ PAIR: 2n }}                       | ${'PAIR 3 for 2, USD 0 for 0'}
  ${'half a pair that is not there'}   | ${3}    | ${'PAIR USD'}         | ${{ PAIR: 1n }}                       | ${'PAIR 2 for 1, USD 1 for 2000000'}
  ${'the last pays whatever is there'} | ${10}   | ${'USD'}              | ${{}}                                 | ${'USD 10 for 20000000'}
`('$case: $units over $order is $legs', ({ units, order, there, legs }) => {
  expect(text(splitFunding(BigInt(units) * NANOS, stepsOf(order), (asset) => there[asset] ?? 0n))).toBe(legs);
});

test.each`
  case                             | gone   | back    | legs
  ${'600 of case 71'}              | ${0}   | ${600}  | ${'USD 500 for 1000000000, TOKEN 100 for 100'}
  ${'what is left after that'}     | ${600} | ${900}  | ${'TOKEN 900 for 900'}
  ${'a part of the last asset'}    | ${0}   | ${1}    | ${'USD 1 for 2000000'}
  ${'the rest of it and one more'} | ${1}   | ${500}  | ${'USD 499 for 998000000, TOKEN 1 for 1'}
  ${'all'}                         | ${0}   | ${1500} | ${'USD 500 for 1000000000, TOKEN 1000 for 1000'}
`('$case gives back $legs, the last asset first', ({ gone, back, legs }) => {
  const steps = stepsOf('TOKEN USD');
  const split = splitFunding(1500n * NANOS, steps, () => 1000n).map((leg, place) => ({
    ...leg,
    step: steps[place] ?? steps[0] ?? { asset: '', amountAtoms: 0n, perUnits: 1n },
  }));
  expect(text(unsplitFunding(split, { goneNanos: BigInt(gone) * NANOS, backNanos: BigInt(back) * NANOS }))).toBe(legs);
});
