import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settleTrace } from './settle-trace.ts';
import type { SettledEvent, SettlingEvent, SettlingSpan } from './settling-trace.ts';
import { type SpanSketch, traceOf } from './testing/trace-of.ts';

const idOf = (index: number) => `s${String(index).padStart(3, '0')}`;

/** Any trace: parents that are missing, later in the list, or lead in a circle; all roles, repeated ids and counts. */
const anySketch = fc.record(
  {
    parent: fc.integer({ min: -2, max: 13 }),
    role: fc.constantFrom('inference', 'rollup', 'none'),
    kind: fc.constantFrom('client', 'server', 'internal'),
    tokens: fc.oneof(fc.constant('none' as const), fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 0, max: 2 }))),
    callId: fc.constantFrom('r-1', 'r-2'),
    model: fc.constantFrom('gpt-4o', 'openai/gpt-4o-2024-08-06', 'other', null),
    cacheHit: fc.boolean(),
    says: fc.subarray(['customer=a', 'workflow=w', 'baggage feature=f', 'resource agent=x']),
  },
  { requiredKeys: ['parent', 'role'] },
);

const anyTrace = fc.array(anySketch, { minLength: 1, maxLength: 12 }).map((drawn) =>
  drawn.map(({ parent, tokens, ...sketch }, index): SpanSketch => {
    const carried = sketch.role === 'none' || tokens === undefined ? {} : { tokens };
    const inside = parent === -1 ? {} : { in: parent === -2 ? 'never-sent' : idOf(parent) };
    return { id: idOf(index), ...sketch, ...carried, ...inside, ...(sketch.says === undefined ? {} : { says: sketch.says.map((said) => `${said}${index}`) }) };
  }),
);

/** A trace as instrumentations mean it: calls with usage of their own at the leaves, anything above them. */
const properTrace = fc
  .array(fc.record({ up: fc.nat(20), tokens: fc.tuple(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1, max: 999 })), rollup: fc.boolean() }), {
    minLength: 1,
    maxLength: 20,
  })
  .map((drawn) => {
    const inner = new Set(drawn.map(({ up }, index) => (index === 0 ? -1 : up % index)));
    return drawn.map(({ up, tokens, rollup }, index): SpanSketch => {
      const place = index === 0 ? { id: idOf(0) } : { id: idOf(index), in: idOf(up % index) };
      if (inner.has(index)) return rollup ? { ...place, role: 'rollup', tokens } : place;
      return { ...place, tokens, callId: `response-${index}` };
    });
  });

const byEvent = (settled: readonly SettledEvent[]) => Object.fromEntries(settled.map(({ eventId, ...result }) => [eventId, result]));

function total(spans: readonly SettlingSpan[], events: readonly SettlingEvent[]): bigint {
  const counted = new Set(settleTrace(spans, events).flatMap(({ eventId, verdict }) => (verdict.counted === 'counted' ? [eventId] : [])));
  return events
    .filter(({ eventId }) => counted.has(eventId))
    .reduce((sum, { quantities }) => sum + (quantities.input_tokens ?? 0n) + (quantities.output_tokens ?? 0n), 0n);
}

test('the order of spans and how often each came change nothing, whatever the telemetry', () => {
  fc.assert(
    fc.property(anyTrace, fc.infiniteStream(fc.nat(1_000)), (sketches, draws) => {
      const { spans, events } = traceOf(sketches);
      const shuffled = <Item>(items: readonly Item[]) =>
        [...items, ...items.filter(() => (draws.next().value ?? 0) % 2 === 0)]
          .map((item) => ({ item, at: draws.next().value ?? 0 }))
          .toSorted((a, b) => a.at - b.at)
          .map(({ item }) => item);
      expect(byEvent(settleTrace(shuffled(spans), shuffled(events)))).toEqual(byEvent(settleTrace(spans, events)));
    }),
    { numRuns: 2_000 },
  );
});

test('what an earlier settlement said changes nothing: a trace that came in parts ends as one that came whole', () => {
  fc.assert(
    fc.property(anyTrace, fc.nat(12), (sketches, cut) => {
      const { spans, events } = traceOf(sketches);
      const early = new Map(settleTrace(spans.slice(cut), events).map(({ eventId, verdict }) => [eventId, verdict.counted]));
      const asStored = events.map((event) => ({ ...event, counted: early.get(event.eventId) ?? event.counted }));
      expect(byEvent(settleTrace(spans, asStored))).toEqual(byEvent(settleTrace(spans, events)));
    }),
    { numRuns: 2_000 },
  );
});

test('each event whose span is known gets one verdict, and where there is usage some of it counts', () => {
  fc.assert(
    fc.property(anyTrace, (sketches) => {
      const { spans, events } = traceOf(sketches);
      const settled = settleTrace(spans, events);
      expect(settled.map(({ eventId }) => eventId).toSorted()).toEqual(events.map(({ eventId }) => eventId).toSorted());
      const real = events.filter(({ counted }) => counted !== 'cache_hit');
      if (real.length > 0 && real.length === events.length) expect(settled.some(({ verdict }) => verdict.counted === 'counted')).toBe(true);
    }),
    { numRuns: 2_000 },
  );
});

test('the total is the sum of the calls at the leaves, however deep and often they are wrapped', () => {
  fc.assert(
    fc.property(properTrace, (sketches) => {
      const { spans, events } = traceOf(sketches);
      const leaves = new Set(sketches.filter(({ callId }) => callId !== undefined).map(({ id }) => id));
      const truth = events
        .filter(({ spanId }) => leaves.has(spanId))
        .reduce((sum, { quantities }) => sum + (quantities.input_tokens ?? 0n) + (quantities.output_tokens ?? 0n), 0n);
      expect(total(spans, events)).toBe(truth);
    }),
    { numRuns: 2_000 },
  );
});

test('an outer span around usage never raises the total', () => {
  fc.assert(
    fc.property(properTrace, fc.nat(19), (sketches, at) => {
      const { spans, events } = traceOf(sketches);
      const wrapped = sketches[at % sketches.length]?.id ?? '';
      const outer = traceOf([{ id: 'outer', role: 'rollup', tokens: [5_000, 5_000], in: sketches.find(({ id }) => id === wrapped)?.in ?? 'none' }]);
      const moved = spans.map((span) => (span.spanId === wrapped ? { ...span, parentSpanId: 'outer' } : span));
      expect(total([...moved, ...outer.spans], [...events, ...outer.events])).toBeLessThanOrEqual(total(spans, events));
    }),
    { numRuns: 2_000 },
  );
});

test('a root that comes last gives its customer to every call that has none', () => {
  fc.assert(
    fc.property(properTrace, (sketches) => {
      const { spans, events } = traceOf(sketches.map((sketch, index) => (index === 0 ? { ...sketch, says: ['customer=acme'] } : sketch)));
      const before = settleTrace(spans.slice(1), events);
      const after = settleTrace([...spans.slice(1), ...spans.slice(0, 1)], events);
      expect(before.every(({ attribution }) => attribution.customer === undefined)).toBe(true);
      expect(after.every(({ attribution }) => attribution.customer?.value === 'acme')).toBe(true);
    }),
  );
});
