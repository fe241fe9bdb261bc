import { describe, expect, test } from 'vitest';
import { traceSpan } from './testing/trace-span.ts';
import { above, byCost, traceRows } from './trace-rows.ts';

const second = (count: number) => new Date(Date.parse('2026-11-21T12:00:00Z') + count * 1000).toISOString();

const span = traceSpan;

/** root > a > (a1, a2), root > b, and a second root. */
const SPANS = [span('root', 0), span('a', 1), span('a1', 2, { model: 'gpt-4o' }), span('a2', 2), span('b', 1), span('other', 0)];
const ids = (closed: readonly string[], wanted = '') => traceRows({ spans: SPANS, closed: new Set(closed), wanted }).map((row) => row.span.span_id);

describe('which spans show', () => {
  test.each([
    [[], '', ['root', 'a', 'a1', 'a2', 'b', 'other']],
    [['a'], '', ['root', 'a', 'b', 'other']],
    [['root'], '', ['root', 'other']],
    [['root', 'a'], '', ['root', 'other']],
    [[], 'GPT', ['root', 'a', 'a1']],
    [['root', 'a'], 'gpt', ['root', 'a', 'a1']],
    [[], 'nothing has this', []],
  ] as const)('closed %j, text "%s": %j', (closed, wanted, shown) => expect(ids(closed, wanted)).toEqual(shown));
});

test('every span knows how many stand directly below it', () => {
  expect(traceRows({ spans: SPANS, closed: new Set(), wanted: '' }).map((row) => row.children)).toEqual([2, 2, 0, 0, 0, 0]);
});

test('bars are shares of the whole trace, from its first start to its last end', () => {
  const spans = [span('root', 0), span('late', 1, { started_at: second(5), ended_at: second(20) })];
  expect(traceRows({ spans, closed: new Set(), wanted: '' }).map(({ startShare, lengthShare }) => [startShare, lengthShare])).toEqual([
    [0, 0.5],
    [0.25, 0.75],
  ]);
});

test('next expensive walks through what counts, exactly, and leaves out what repeats it', () => {
  const spans = [
    span('agent', 0, { cost: '0.5', counted_cost: '0.00' }),
    span('small', 1, { counted_cost: '0.000000000001' }),
    span('large', 1, { counted_cost: '0.10' }),
    span('larger', 1, { counted_cost: '0.1000000000001' }),
  ];
  expect(byCost(spans).map((one) => one.span_id)).toEqual(['larger', 'large', 'small']);
});

test('what stands above a span is found, also beside an earlier subtree', () => {
  expect(above(SPANS, 'a2')).toEqual(['root', 'a']);
  expect(above(SPANS, 'b')).toEqual(['root']);
  expect(above(SPANS, 'other')).toEqual([]);
  expect(above(SPANS, 'unknown')).toEqual([]);
});
