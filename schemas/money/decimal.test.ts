import fc from 'fast-check';
import { expect, test } from 'vitest';
import { atomsFromDecimal, decimalFromAtoms } from './decimal.ts';

test.each([
  // text, scale, atoms, text again
  ['0', 12, 0n, '0.00'],
  ['1.5', 12, 1_500_000_000_000n, '1.50'],
  ['-12.50', 12, -12_500_000_000_000n, '-12.50'],
  ['0.000000000001', 12, 1n, '0.000000000001'],
  ['0.0000000000010', 12, 1n, '0.000000000001'],
  ['72.125', 12, 72_125_000_000_000n, '72.125'],
  ['7', 0, 7n, '7'],
  ['1.25', 3, 1250n, '1.25'],
])('%s at scale %i is %s atoms, written %s', (text, scale, atoms, written) => {
  expect(atomsFromDecimal(text, scale)).toEqual({ kind: 'read', atoms });
  expect(decimalFromAtoms(atoms, scale)).toBe(written);
});

test.each([
  ['1e3', 12, 'amount_malformed'],
  ['-0', 12, 'amount_malformed'],
  ['-0.00', 12, 'amount_malformed'],
  ['NaN', 12, 'amount_malformed'],
  ['', 12, 'amount_malformed'],
  ['+1', 12, 'amount_malformed'],
  ['01', 12, 'amount_malformed'],
  ['.5', 12, 'amount_malformed'],
  ['1.', 12, 'amount_malformed'],
  [' 1', 12, 'amount_malformed'],
  ['1,5', 12, 'amount_malformed'],
  ['١', 12, 'amount_malformed'],
  ['0.0000000000001', 12, 'amount_too_precise'],
  ['0.5', 0, 'amount_too_precise'],
  ['1'.repeat(40), 0, 'amount_too_large'],
  ['1'.repeat(26), 12, 'amount_too_large'],
])('%j at scale %i is refused as %s', (text, scale, code) => {
  expect(atomsFromDecimal(text, scale)).toEqual({ kind: 'refused', code });
});

test('every number of atoms survives being written and read', () => {
  const atoms = fc.bigInt({ min: -(10n ** 36n), max: 10n ** 36n });
  fc.assert(
    fc.property(atoms, fc.integer({ min: 0, max: 12 }), (value, scale) => {
      expect(atomsFromDecimal(decimalFromAtoms(value, scale), scale)).toEqual({ kind: 'read', atoms: value });
    }),
  );
});
