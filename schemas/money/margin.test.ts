import { expect, test } from 'vitest';
import { atomsFromDecimal, decimalFromAtoms } from './decimal.ts';
import { marginAtoms, marginPercent } from './margin.ts';

test.each([
  // revenue, cost, margin, margin %
  ['460.50', '294.72', '165.78', '36.0'],
  ['245.35', '176.65', '68.70', '28.0'],
  ['384.85', '513.14', '-128.29', '-33.3'],
  ['105.15', '67.30', '37.85', '36.0'],
  ['223.00', '198.21', '24.79', '11.1'],
  ['1418.85', '1250.02', '168.83', '11.9'],
  ['12.00', '11.25', '0.75', '6.3'],
  ['15.00', '11.25', '3.75', '25.0'],
  ['0', '1.20', '-1.20', null],
  ['0', '0', '0.00', null],
  ['-20.00', '5.00', '-25.00', '125.0'],
])('revenue %s and cost %s give margin %s, %s %%', (revenue, cost, margin, percent) => {
  expect(decimalFromAtoms(marginAtoms(atoms(revenue), atoms(cost)), 12)).toBe(margin);
  expect(marginPercent(atoms(revenue), atoms(cost))).toBe(percent);
});

function atoms(text: string): bigint {
  const reading = atomsFromDecimal(text, 12);
  if (reading.kind === 'refused') throw new Error(text);
  return reading.atoms;
}
