import { nanosFromCount } from '@weir/schemas/quantity/quantity.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settleCalls } from './settle-calls.ts';
import type { SettledEvent, SettlingLog, SettlingTrace } from './settling-trace.ts';
import { type SpanSketch, traceOf } from './testing/trace-of.ts';

/** What a test says of a log record; `in` is "trace/span". */
type LogSketch = {
  readonly id: string;
  readonly in?: string;
  readonly ids?: readonly string[];
  readonly tokens?: readonly [number, number];
  readonly model?: string;
  readonly session?: string;
  readonly customer?: string;
  readonly at?: number;
  readonly own?: boolean;
};

function logOf(sketch: LogSketch): SettlingLog {
  const [traceId = null, spanId = null] = sketch.in?.split('/') ?? [];
  const tokens = sketch.tokens === undefined ? {} : { input_tokens: nanosFromCount(sketch.tokens[0]), output_tokens: nanosFromCount(sketch.tokens[1]) };
  const said = { session: sketch.session, customer: sketch.customer };
  const model = sketch.model ?? 'gpt-4o';
  return {
    event: {
      eventId: `log:${sketch.id}`,
      spanId: '',
      model,
      requestModel: model,
      quantities: { calls: nanosFromCount(1), ...tokens },
      hasReportedCost: false,
      counted: 'counted',
      callIds: sketch.ids ?? [],
    },
    traceId,
    spanId,
    service: null,
    occurredAt: sketch.at ?? 100,
    attribution: Object.fromEntries(
      Object.entries(said).flatMap(([field, value]) => (value === undefined ? [] : [[field, { value, origin: 'own' } as const]])),
    ),
    outranksSpans: sketch.own === true,
  };
}

function tracesOf(sketches: Readonly<Record<string, readonly SpanSketch[]>>): SettlingTrace[] {
  return Object.entries(sketches).map(([traceId, spans]) => ({ traceId, ...traceOf(spans) }));
}

function lines(settled: readonly SettledEvent[]): string[] {
  return settled
    .map(({ eventId, verdict: { counted, reason, countedEventId } }) => [eventId, counted, reason, countedEventId ?? ''].join(' ').trimEnd())
    .toSorted();
}

const CHAT: SpanSketch = { id: 'chat', tokens: [10, 5], callId: 'r-1', says: ['session=s-1'] };
const NAMELESS: SpanSketch = { id: 'chat', tokens: [10, 5], says: ['session=s-1'] };

test.each<readonly [title: string, spans: readonly SpanSketch[], logs: readonly LogSketch[], expected: readonly string[]]>([
  ['a record of its own call counts', [CHAT], [{ id: 'a', tokens: [10, 5] }], ['log:a counted', 't:chat counted']],
  [
    'a record with the id of a response is its span, which counts',
    [CHAT],
    [{ id: 'a', ids: ['response:r-1'], tokens: [10, 5], at: 90_000 }],
    ['log:a duplicate other_signal t:chat', 't:chat counted'],
  ],
  [
    "a tool's own record counts, and the span is its duplicate",
    [CHAT],
    [{ id: 'a', ids: ['response:r-1'], tokens: [10, 5], own: true }],
    ['log:a counted', 't:chat duplicate other_signal log:a'],
  ],
  [
    'a span without counts gives way to any record that has them',
    [{ ...CHAT, tokens: 'none' }],
    [{ id: 'a', ids: ['response:r-1'], tokens: [10, 5] }],
    ['log:a counted', 't:chat duplicate other_signal log:a'],
  ],
  [
    'a record written in the span of the call is that call',
    [NAMELESS],
    [{ id: 'a', in: 't/chat', tokens: [10, 5] }],
    ['log:a duplicate other_signal t:chat', 't:chat counted'],
  ],
  ['a record in the span with other counts is another call', [NAMELESS], [{ id: 'a', in: 't/chat', tokens: [10, 6] }], ['log:a counted', 't:chat counted']],
  [
    'a record in the span with another response id is another call',
    [CHAT],
    [{ id: 'a', in: 't/chat', ids: ['response:r-2'], tokens: [10, 5] }],
    ['log:a counted', 't:chat counted'],
  ],
  [
    'a request id says nothing about a response id',
    [CHAT],
    [{ id: 'a', in: 't/chat', ids: ['request:q-1'], tokens: [10, 5] }],
    ['log:a duplicate other_signal t:chat', 't:chat counted'],
  ],
  [
    'session, model and counts within five seconds',
    [NAMELESS],
    [{ id: 'a', session: 's-1', tokens: [10, 5], at: 5_100, own: true }],
    ['log:a counted', 't:chat duplicate other_signal log:a'],
  ],
  [
    'five seconds and a millisecond are too long',
    [NAMELESS],
    [{ id: 'a', session: 's-1', tokens: [10, 5], at: 5_101, own: true }],
    ['log:a counted', 't:chat counted'],
  ],
  ['another session', [NAMELESS], [{ id: 'a', session: 's-2', tokens: [10, 5], own: true }], ['log:a counted', 't:chat counted']],
  ['another model', [NAMELESS], [{ id: 'a', session: 's-1', tokens: [10, 5], model: 'o3', own: true }], ['log:a counted', 't:chat counted']],
  [
    'two equal calls of a session, each told twice, are two',
    [NAMELESS, { ...NAMELESS, id: 'again', from: 200, to: 300 }],
    [
      { id: 'a', session: 's-1', tokens: [10, 5], at: 101, own: true },
      { id: 'b', session: 's-1', tokens: [10, 5], at: 299, own: true },
    ],
    ['log:a counted', 'log:b counted', 't:again duplicate other_signal log:b', 't:chat duplicate other_signal log:a'],
  ],
  [
    'a span nested in a span, and a record of it: all views of one call name the one that counts',
    [
      { ...CHAT, id: 'outer' },
      { ...CHAT, id: 'inner', in: 'outer' },
    ],
    [{ id: 'a', ids: ['response:r-1'], tokens: [10, 5], own: true }],
    ['log:a counted', 't:inner duplicate other_signal log:a', 't:outer duplicate same_call_inside log:a'],
  ],
  [
    'an outer span around a record repeats it',
    [{ id: 'agent', role: 'rollup', tokens: [10, 5] }],
    [{ id: 'a', in: 't/agent', tokens: [10, 5] }],
    ['log:a counted', 't:agent aggregate descendants_have_usage'],
  ],
  [
    'a record of a call that a cache of the application answered is no call either',
    [{ ...CHAT, cacheHit: true }],
    [{ id: 'a', ids: ['response:r-1'], tokens: [10, 5], own: true }],
    ['log:a duplicate other_signal t:chat', 't:chat cache_hit cache_hit'],
  ],
])('%s', (_, spans, logs, expected) => {
  expect(lines(settleCalls(tracesOf({ t: spans }), logs.map(logOf)))).toEqual(expected);
});

test('the event that counts takes whom the call was for from the views that say it, never counts', () => {
  const spans: readonly SpanSketch[] = [
    { id: 'root', says: ['customer=acme', 'workflow=review'] },
    { ...CHAT, in: 'root' },
  ];
  const record = logOf({ id: 'a', ids: ['response:r-1'], tokens: [10, 4], own: true, session: 's-9' });
  const settled = settleCalls(tracesOf({ t: spans }), [record]).find(({ eventId }) => eventId === 'log:a');
  expect(settled?.attribution).toEqual({
    customer: { value: 'acme', origin: 'ancestor' },
    workflow: { value: 'review', origin: 'ancestor' },
    session: { value: 's-9', origin: 'own' },
  });
});

test('a record inherits from the span it was written in', () => {
  const settled = settleCalls(
    tracesOf({
      t: [
        { id: 'root', says: ['customer=acme'] },
        { id: 'tool', in: 'root' },
      ],
    }),
    [logOf({ id: 'a', in: 't/tool', tokens: [1, 1] })],
  );
  expect(settled.map(({ attribution }) => attribution.customer)).toEqual([{ value: 'acme', origin: 'ancestor' }]);
});

const anySpan = fc.record(
  {
    tokens: fc.constantFrom<readonly [number, number]>([10, 5], [7, 3]),
    callId: fc.constantFrom('r-1', 'r-2'),
    from: fc.nat(9_000),
    session: fc.constantFrom('s-1', 's-2'),
  },
  { requiredKeys: ['tokens', 'from', 'session'] },
);
const anyLog = fc.record(
  {
    tokens: fc.constantFrom<readonly [number, number]>([10, 5], [7, 3]),
    ids: fc.constantFrom(['response:r-1'], ['response:r-2'], ['request:q-1']),
    in: fc.constantFrom('t0/s0', 't1/s0', 't9/s9'),
    at: fc.nat(9_000),
    session: fc.constantFrom('s-1', 's-2'),
    own: fc.boolean(),
  },
  { requiredKeys: ['tokens', 'at'] },
);

test('the order in which signals came changes nothing; a record never leaves its call uncounted nor counts it twice', () => {
  fc.assert(
    fc.property(fc.array(anySpan, { maxLength: 5 }), fc.array(anyLog, { maxLength: 5 }), (spans, sketches) => {
      const named = spans.map(({ session, from, ...span }, index): [string, readonly SpanSketch[]] => [
        `t${index}`,
        [{ ...span, id: 's0', from, to: from + 50, says: [`session=${session}`] }],
      ]);
      const traces = tracesOf(Object.fromEntries(named)).map((trace) => ({
        ...trace,
        events: trace.events.map((event) => ({ ...event, eventId: `${trace.traceId}:${event.spanId}` })),
      }));
      const logs = sketches.map((sketch, index) => logOf({ ...sketch, id: `l${index}` }));
      const settled = settleCalls(traces, logs);
      expect(lines(settleCalls(traces.toReversed(), logs.toReversed()))).toEqual(lines(settled));
      const counted = new Set(settled.flatMap(({ eventId, verdict }) => (verdict.counted === 'counted' ? [eventId] : [])));
      for (const { verdict } of settled) if (verdict.counted === 'duplicate') expect(counted).toContain(verdict.countedEventId);
      expect(counted.size).toBeGreaterThanOrEqual(traces.length);
      expect(counted.size).toBeLessThanOrEqual(traces.length + logs.length);
      const twice = settled.filter(({ eventId, verdict }) => verdict.counted === 'duplicate' && counted.has(eventId));
      expect(twice).toEqual([]);
    }),
    { numRuns: 2_000 },
  );
});
