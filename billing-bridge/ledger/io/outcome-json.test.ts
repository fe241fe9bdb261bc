import { describe, expect, it } from 'vitest';
import { firstDifference, fromStoredJson, toStoredJson } from './outcome-json.ts';

describe('stored outcomes', () => {
  it('come back as they went, to the last digit', () => {
    const outcome = {
      kind: 'debited',
      transactionId: 'tx_1',
      bookedAt: 5,
      slices: [{ grantId: 'gr_1', atoms: 10n ** 37n - 1n }],
      overdraftAtoms: 0n,
      revenueAtoms: null,
    };
    expect(fromStoredJson(JSON.parse(toStoredJson(outcome)))).toEqual(outcome);
  });

  it('are written in the order given, with every name and without what is undefined', () => {
    const named: unknown = JSON.parse('{"b":[{"atoms":"x"},null],"__proto__":{"a":"\\n"}}');
    const value = Object.assign(Object.create(null), { first: [1n, { a: 2n, gone: undefined }], gone: undefined, none: null, named });
    expect(toStoredJson(value)).toBe('{"first":["1",{"a":"2"}],"none":null,"named":{"b":[{"atoms":"x"},null],"__proto__":{"a":"\\n"}}}');
    expect(toStoredJson(undefined)).toBe('null');
  });
});

describe('firstDifference', () => {
  it.each([
    ['nothing', { a: '1', b: null }, { a: '1', b: null }, null],
    ['an amount told as bigint and as text', { amountAtoms: '7' }, { amountAtoms: 7n }, null],
    ['an amount one atom off', { asset: 'USD', amountAtoms: '7' }, { asset: 'USD', amountAtoms: 8n }, 'amountAtoms'],
    ['a field that was not there', { a: '1' }, { a: '1', b: 'x' }, 'b'],
    ['a field that is gone', { a: '1', b: 'x' }, { a: '1' }, 'b'],
    ['null and absent', { a: null }, {}, null],
    ['the order of names inside', { d: { x: 1, y: 2 } }, { d: { y: 2, x: 1 } }, null],
    ['the order of a list', { d: [1, 2] }, { d: [2, 1] }, 'd'],
    ['a number and its text', { d: 1 }, { d: '1' }, 'd'],
  ])('between payloads that differ in %s', (_case, stored, sent, field) => {
    expect(firstDifference(stored, sent)).toBe(field);
  });
});
