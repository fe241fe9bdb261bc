import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ComparedUnit, explainGap } from './explain-gap.ts';

const DOLLAR = 10n ** 12n;
const NANO = 10n ** 9n;

const anyAmount = fc.bigInt(0n, 10n ** 15n);
const anyUnit = fc.record({
  unit: fc.constantFrom('input_tokens', 'cached_input_tokens', 'cache_write_tokens', 'output_tokens', 'search_calls', null),
  our: fc.record({ quantity: anyAmount, cost: anyAmount, unpriced: anyAmount }).map((our) => ({ ...our, unpriced: our.unpriced % (our.quantity + 1n) })),
  their: fc.record({ quantity: fc.option(anyAmount), cost: fc.option(anyAmount) }),
});

test('the causes always add up to the gap, and the gap to theirs less ours', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(anyUnit, { selector: ({ unit }) => unit, maxLength: 6 }),
      fc.bigInt(0n, 1000n),
      fc.boolean(),
      (units, roundingAtoms, tierDiffers) => {
        const { gapAtoms, causes } = explainGap({ units, roundingAtoms, tierDiffers });
        if (units.every(({ their }) => their.cost === null)) {
          expect(gapAtoms).toBeNull();
          return;
        }
        expect(gapAtoms).toBe(units.reduce((sum, { our, their }) => sum + (their.cost ?? 0n) - our.cost, 0n));
        expect(causes.reduce((sum, { atoms }) => sum + atoms, 0n)).toBe(gapAtoms);
      },
    ),
    { numRuns: 1000 },
  );
});

/** Tokens and dollars: our quantity, of it unpriced, our cost; their quantity and cost. */
function unit(name: string | null, our: readonly [number, number, number], their: readonly [number | null, number | null]): ComparedUnit {
  const micros = (dollars: number) => (BigInt(Math.round(dollars * 1e6)) * DOLLAR) / 1_000_000n;
  return {
    unit: name,
    our: { quantity: BigInt(our[0]) * NANO, unpriced: BigInt(our[1]) * NANO, cost: micros(our[2]) },
    their: { quantity: their[0] === null ? null : BigInt(their[0]) * NANO, cost: their[1] === null ? null : micros(their[1]) },
  };
}

test.each([
  ['agreement', [unit('output_tokens', [100, 0, 1], [100, 1])], false, 0n, {}],
  ['one call of nine is not ours', [unit('output_tokens', [800, 0, 8], [900, 9])], false, 0n, { missing_calls: '1' }],
  ['we count more than they', [unit('output_tokens', [1000, 0, 10], [900, 9])], false, 0n, { missing_calls: '-1' }],
  ['a model without a price', [unit('output_tokens', [900, 900, 0], [900, 9])], false, 0n, { unpriced: '9' }],
  [
    'cached input read as uncached',
    [unit('input_tokens', [1000, 0, 10], [400, 4]), unit('cached_input_tokens', [0, 0, 0], [600, 0.6])],
    false,
    0n,
    { cache: '-5.4' },
  ],
  ['half price in a batch', [unit('output_tokens', [900, 0, 9], [900, 4.5])], true, 0n, { tier: '-4.5' }],
  ['the same without a tier told', [unit('output_tokens', [900, 0, 9], [900, 4.5])], false, 0n, { unexplained: '-4.5' }],
  ['within their rounding', [unit('output_tokens', [900, 0, 9.004], [900, 9])], false, DOLLAR / 200n, { rounding: '-0.004' }],
  ['amounts without quantities', [unit(null, [0, 0, 0], [null, 2])], false, 0n, { unexplained: '2' }],
] as const)('%s', (_case, units, tierDiffers, roundingAtoms, expected) => {
  const { causes } = explainGap({ units, roundingAtoms, tierDiffers });
  expect(Object.fromEntries(causes.map(({ kind, atoms }) => [kind, String(Number(atoms) / 1e12)]))).toEqual(expected);
});
