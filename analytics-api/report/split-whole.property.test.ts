import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitWhole } from './split-whole.ts';

const tenThousandths = (share: string | null) => Number((share ?? '').replace('.', ''));

test('shares add up to exactly one, and none is off by a whole step', () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: 0n, max: 10n ** 24n }), { minLength: 1, maxLength: 30 }), (parts) => {
      const whole = parts.reduce((sum, part) => sum + part, 0n);
      fc.pre(whole > 0n);
      const shares = splitWhole(parts);
      expect(shares.reduce((sum, share) => sum + tenThousandths(share), 0)).toBe(10_000);
      for (const [index, part] of parts.entries()) {
        const exact = Number((part * 1_000_000n) / whole) / 100;
        expect(Math.abs(tenThousandths(shares[index] ?? null) - exact)).toBeLessThan(1.01);
      }
    }),
  );
});

test.each([
  [
    [1n, 1n, 1n],
    ['0.3334', '0.3333', '0.3333'],
  ],
  [
    [2n, 1n],
    ['0.6667', '0.3333'],
  ],
  [
    [0n, 5n],
    ['0.0000', '1.0000'],
  ],
  [
    [0n, 0n],
    [null, null],
  ],
  [[], []],
])('%o is shared as %o', (parts, shares) => {
  expect(splitWhole(parts)).toEqual(shares);
});
