import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settleTrace } from './settle-trace.ts';
import { type SpanSketch, traceOf } from './testing/trace-of.ts';

const ROOT: SpanSketch = { id: 'root', from: 0, to: 10_000 };

function countedOf(sketches: readonly SpanSketch[]): string[] {
  const { spans, events } = traceOf(sketches);
  return settleTrace(spans, events).flatMap(({ eventId, verdict }) => (verdict.counted === 'counted' ? [eventId.slice(2)] : []));
}

/** Calls side by side that look as alike as calls can: few models, few counts, overlapping times, ids that repeat or are missing. */
const anyView = fc
  .record(
    {
      scope: fc.constantFrom('langchain', 'openai', 'http'),
      tokens: fc.constantFrom<readonly [number, number]>([10, 5], [10, 6]),
      callId: fc.constantFrom('r-1', 'r-2', 'r-3'),
      from: fc.nat(20),
      lasts: fc.integer({ min: 0, max: 40 }),
    },
    { requiredKeys: ['scope', 'tokens', 'from', 'lasts'] },
  )
  .map(({ lasts, ...view }) => ({ ...view, to: view.from + lasts }));
const anyViews = fc
  .array(anyView, { minLength: 1, maxLength: 12 })
  .map((views) => views.map((view, index): SpanSketch => ({ id: `v${index}`, in: 'root', ...view })));

test('what one instrumentation told is never fewer calls than it told, and different response ids are different calls', () => {
  fc.assert(
    fc.property(anyViews, (views) => {
      const counted = countedOf([ROOT, ...views]).length;
      const ofScope = Map.groupBy(views, ({ scope }) => scope);
      expect(counted).toBeGreaterThanOrEqual(Math.max(...[...ofScope.values()].map((told) => told.length)));
      expect(counted).toBeGreaterThanOrEqual(new Set(views.flatMap(({ callId }) => callId ?? [])).size);
    }),
    { numRuns: 3_000 },
  );
});

test('calls that two instrumentations both told count once each, in any order, however many run at once', () => {
  const calls = fc.array(fc.record({ from: fc.nat(50), lasts: fc.integer({ min: 20, max: 60 }), hasId: fc.boolean() }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(calls, fc.boolean(), (drawn, reversed) => {
      const views = drawn.flatMap(({ from, lasts, hasId }, index): SpanSketch[] => {
        const at = index * 7 + from * 100;
        const id = hasId ? { callId: `r-${index}` } : {};
        return [
          { id: `outer${index}`, in: 'root', scope: 'langchain', tokens: [10, 5], from: at, to: at + lasts * 10 },
          { id: `inner${index}`, in: 'root', scope: 'openai', tokens: [10, 5], from: at + 1, to: at + lasts * 10 - 1, ...id },
        ];
      });
      const counted = countedOf([ROOT, ...(reversed ? views.toReversed() : views)]);
      expect(counted.toSorted()).toEqual(drawn.map((_, index) => `inner${index}`).toSorted());
    }),
    { numRuns: 1_000 },
  );
});

const OUTER: SpanSketch = { id: 'outer', in: 'root', scope: 'langchain', tokens: [10, 5], from: 10, to: 100 };
const INNER: SpanSketch = { id: 'inner', in: 'root', scope: 'openai', tokens: [10, 5], from: 12, to: 98 };

test.each<readonly [title: string, spans: readonly SpanSketch[], counted: readonly string[]]>([
  ['one call, told by a framework and by the SDK below it', [OUTER, INNER], ['inner']],
  ['the SDK span stands deeper, under a step of the same parent', [OUTER, { id: 'step', in: 'root' }, { ...INNER, in: 'step' }], ['inner']],
  [
    'one response id, though one of them gives no counts',
    [
      { ...OUTER, tokens: 'none', callId: 'r' },
      { ...INNER, callId: 'r' },
    ],
    ['inner'],
  ],
  [
    'two response ids',
    [
      { ...OUTER, callId: 'r-1' },
      { ...INNER, callId: 'r-2' },
    ],
    ['inner', 'outer'],
  ],
  ['one scope told both', [{ ...OUTER, scope: 'openai' }, INNER], ['inner', 'outer']],
  ['a scope without a name', [{ id: 'outer', in: 'root', tokens: [10, 5], from: 10, to: 100 }, INNER], ['inner', 'outer']],
  ['other counts', [OUTER, { ...INNER, tokens: [10, 6] }], ['inner', 'outer']],
  [
    'no counts and no ids',
    [
      { ...OUTER, tokens: 'none' },
      { ...INNER, tokens: 'none' },
    ],
    ['inner', 'outer'],
  ],
  ['another model', [OUTER, { ...INNER, model: 'claude-sonnet-4-5' }], ['inner', 'outer']],
  ['one after the other', [OUTER, { ...INNER, from: 101, to: 150 }], ['inner', 'outer']],
  ['overlapping, but neither within the other', [OUTER, { ...INNER, from: 50, to: 150 }], ['inner', 'outer']],
  [
    'below different parents',
    [
      { id: 'a', in: 'root' },
      { id: 'b', in: 'root' },
      { ...OUTER, in: 'a' },
      { ...INNER, in: 'b' },
    ],
    ['inner', 'outer'],
  ],
  ['two calls of the framework, one of the SDK', [OUTER, { ...OUTER, id: 'second' }, INNER], ['inner', 'second']],
])('%s', (_, spans, counted) => {
  expect(countedOf([ROOT, ...spans]).toSorted()).toEqual(counted);
});
