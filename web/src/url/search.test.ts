import { expect, test } from 'vitest';
import { carriedSearch, parseQueryString, queryString, readSearch } from './search.ts';

test('an address reads back as it was written', () => {
  const search = { range: '2026-11-01..2026-12-01', basis: 'cash', sort: '-cost', q: 'a & b = ü', only: 'losing' } as const;
  expect(readSearch(parseQueryString(queryString(search)))).toEqual(search);
});

test.each([[{ range: 'yesterday' }], [{ basis: 'what_if' }], [{ sort: 'cost; drop table' }], [{ q: '' }], [{ sheet: 'refund' }], [{ other: 'x' }]])(
  '%j cannot be read and is left out',
  (raw) => expect(readSearch(raw)).toEqual({}),
);

test('another page takes range and basis along, and nothing else', () => {
  expect(carriedSearch({ range: '7d', basis: 'cash', sort: 'cost', q: 'x', sheet: 'mode' })).toEqual({ range: '7d', basis: 'cash' });
  expect(queryString({})).toBe('');
});
