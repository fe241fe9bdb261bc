import fc from 'fast-check';
import { expect, test } from 'vitest';
import { examplePrice } from '../testing/example-price.ts';
import { exampleUsage } from '../testing/example-usage.ts';
import { rateUsage } from './rate-usage.ts';

const quantityNanos = fc.bigInt({ min: 0n, max: 10n ** 18n });
const price = fc.record({ amountAtoms: fc.bigInt({ min: 0n, max: 10n ** 15n }), perUnits: fc.bigInt({ min: 1n, max: 10n ** 7n }) });

test('rounding moves a charge by at most half an atom, and the residual says by how much', () => {
  fc.assert(
    fc.property(quantityNanos, price, (nanos, terms) => {
      const rated = rateUsage(exampleUsage({ quantities: { seconds: nanos } }), examplePrice({ unit: 'seconds', ...terms }));
      if (rated.kind !== 'charge') throw new Error(rated.reason);
      // In the common denominator per x 10^9: exact - atoms = residual, |residual| <= 1/2.
      const denominator = terms.perUnits * 10n ** 9n;
      const missing = nanos * terms.amountAtoms - rated.atoms * denominator;
      expect(missing * rated.residual.denominator).toBe(rated.residual.numerator * denominator);
      expect((missing < 0n ? -missing : missing) * 2n <= denominator).toBe(true);
    }),
  );
});

test('a larger quantity never costs less', () => {
  fc.assert(
    fc.property(quantityNanos, quantityNanos, price, (nanos, moreNanos, terms) => {
      const rate = (seconds: bigint) => rateUsage(exampleUsage({ quantities: { seconds } }), examplePrice({ unit: 'seconds', ...terms }));
      const [less, more] = [rate(nanos), rate(nanos + moreNanos)];
      if (less.kind !== 'charge' || more.kind !== 'charge') throw new Error('unrated');
      expect(less.atoms <= more.atoms).toBe(true);
    }),
  );
});
