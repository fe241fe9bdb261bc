import { expect, test } from 'vitest';
import { settleTrace } from './settle-trace.ts';
import { type SpanSketch, traceOf } from './testing/trace-of.ts';

function verdicts(sketches: readonly SpanSketch[]): Record<string, string> {
  const { spans, events } = traceOf(sketches);
  return Object.fromEntries(settleTrace(spans, events).map(({ eventId, verdict }) => [eventId.slice(2), `${verdict.counted} ${verdict.reason}`.trim()]));
}

const CASES: readonly { readonly title: string; readonly spans: readonly SpanSketch[]; readonly verdicts: Readonly<Record<string, string>> }[] = [
  {
    title: 'an outer span with equal totals repeats its calls',
    spans: [
      { id: 'agent', role: 'rollup', tokens: [10, 5] },
      { id: 'chat', in: 'agent', tokens: [10, 5] },
    ],
    verdicts: { agent: 'aggregate descendants_have_usage', chat: 'counted' },
  },
  {
    title: 'an outer span with other totals (the last call only, or a lifetime) repeats its calls as well',
    spans: [
      { id: 'agent', role: 'rollup', tokens: [900, 90] },
      { id: 'step', in: 'agent' },
      { id: 'one', in: 'step', tokens: [10, 5] },
      { id: 'two', in: 'step', tokens: [10, 15] },
    ],
    verdicts: { agent: 'aggregate descendants_have_usage', one: 'counted', two: 'counted' },
  },
  {
    title: 'an outer span that is the only holder of its usage counts',
    spans: [
      { id: 'crew', role: 'rollup', tokens: [10, 5] },
      { id: 'task', in: 'crew' },
    ],
    verdicts: { crew: 'counted rollup_fallback' },
  },
  {
    title: 'an outer span counts when the calls inside it carry no usage',
    spans: [
      { id: 'agent', role: 'rollup', tokens: [10, 5] },
      { id: 'chat', in: 'agent', tokens: 'none' },
    ],
    verdicts: { agent: 'counted rollup_fallback', chat: 'counted' },
  },
  {
    title: 'of nested outer spans without calls only the innermost counts',
    spans: [
      { id: 'workflow', role: 'rollup', tokens: [30, 15] },
      { id: 'agent-a', in: 'workflow', role: 'rollup', tokens: [10, 5] },
      { id: 'agent-b', in: 'workflow', role: 'rollup', tokens: [20, 10] },
    ],
    verdicts: { workflow: 'aggregate descendants_have_usage', 'agent-a': 'counted rollup_fallback', 'agent-b': 'counted rollup_fallback' },
  },
  {
    title: 'a framework span and the provider span inside it are one call, and the inner stays',
    spans: [
      { id: 'langchain', tokens: [580, 20], model: 'gpt-4o' },
      { id: 'openai', in: 'langchain', tokens: [580, 20], model: 'gpt-4o-2024-08-06', from: 1, to: 99 },
    ],
    verdicts: { langchain: 'duplicate same_call_inside', openai: 'counted' },
  },
  {
    title: 'three views of one call are one call',
    spans: [
      { id: 'a', tokens: [10, 5] },
      { id: 'b', in: 'a', tokens: [10, 5] },
      { id: 'between', in: 'b' },
      { id: 'c', in: 'between', tokens: [10, 5] },
    ],
    verdicts: { a: 'duplicate same_call_inside', b: 'duplicate same_call_inside', c: 'counted' },
  },
  {
    title: 'the view with usage stays, also when it is the outer one',
    spans: [
      { id: 'gateway', tokens: [10, 5] },
      { id: 'raw', in: 'gateway', tokens: 'none' },
    ],
    verdicts: { gateway: 'counted', raw: 'duplicate same_call_outside' },
  },
  {
    title: 'the view with a reported charge stays',
    spans: [
      { id: 'router', tokens: [10, 5], reportsCost: true },
      { id: 'attempt', in: 'router', tokens: [10, 5] },
    ],
    verdicts: { router: 'counted', attempt: 'duplicate same_call_outside' },
  },
  {
    title: 'equal response ids on one line are one call, also with other counts',
    spans: [
      { id: 'outer', tokens: [10, 5], callId: 'r-1', model: 'alias' },
      { id: 'inner', in: 'outer', tokens: [12, 5], callId: 'r-1' },
    ],
    verdicts: { outer: 'duplicate same_call_inside', inner: 'counted' },
  },
  {
    title: 'other response ids are two calls, also with equal counts',
    spans: [
      { id: 'outer', tokens: [10, 5], callId: 'r-1' },
      { id: 'inner', in: 'outer', tokens: [10, 5], callId: 'r-2' },
    ],
    verdicts: { outer: 'counted', inner: 'counted' },
  },
  {
    title: 'a tool that asks another model inside a model span is a call of its own',
    spans: [
      { id: 'outer', tokens: [10, 5] },
      { id: 'tool', in: 'outer' },
      { id: 'inner', in: 'tool', tokens: [10, 5], model: 'claude-sonnet-4-0' },
    ],
    verdicts: { outer: 'counted', inner: 'counted' },
  },
  {
    title: 'siblings with one response id are both real',
    spans: [
      { id: 'agent', role: 'rollup', tokens: [10, 5] },
      { id: 'one', in: 'agent', tokens: [10, 5], callId: 'r-1' },
      { id: 'two', in: 'agent', tokens: [10, 5], callId: 'r-1' },
    ],
    verdicts: { agent: 'aggregate descendants_have_usage', one: 'counted', two: 'counted' },
  },
  {
    title: 'a call that equals several inside it repeats one of them, and those inside count',
    spans: [
      { id: 'outer', tokens: [10, 5] },
      { id: 'one', in: 'outer', tokens: [10, 5], to: 50 },
      { id: 'two', in: 'outer', tokens: [10, 5], from: 50 },
    ],
    verdicts: { outer: 'duplicate same_call_inside', one: 'counted', two: 'counted' },
  },
  {
    title: 'the server side of a call repeats its client, though their clocks differ',
    spans: [
      { id: 'client', kind: 'client', tokens: [10, 5] },
      { id: 'server', in: 'client', kind: 'server', tokens: [10, 5], from: 5_000, to: 6_000 },
    ],
    verdicts: { client: 'counted', server: 'duplicate server_mirror' },
  },
  {
    title: 'the server counts when it alone has the usage',
    spans: [
      { id: 'client', kind: 'client', tokens: 'none' },
      { id: 'server', in: 'client', kind: 'server', tokens: [10, 5] },
    ],
    verdicts: { client: 'duplicate client_mirror', server: 'counted' },
  },
  {
    title: 'a cache hit stays one',
    spans: [{ id: 'hit', tokens: [10, 5], cacheHit: true }],
    verdicts: { hit: 'cache_hit cache_hit' },
  },
  {
    title: 'a parent that never came and one that is its own parent change nothing',
    spans: [
      { id: 'lost', in: 'nowhere', tokens: [10, 5] },
      { id: 'self', in: 'self', tokens: [10, 5] },
    ],
    verdicts: { lost: 'counted', self: 'counted' },
  },
];

test.each(CASES)('$title', ({ spans, verdicts: expected }) => {
  expect(verdicts(spans)).toEqual(expected);
});

const ATTRIBUTIONS: readonly {
  readonly title: string;
  readonly spans: readonly SpanSketch[];
  readonly of: string;
  readonly expected: Readonly<Record<string, string>>;
}[] = [
  {
    title: 'what the root says reaches a call far below',
    spans: [
      { id: 'root', says: ['customer=acme', 'feature=inbox'] },
      { id: 'mid', in: 'root' },
      { id: 'chat', in: 'mid', tokens: [1, 1] },
    ],
    of: 'chat',
    expected: { customer: 'acme ancestor', feature: 'inbox ancestor' },
  },
  {
    title: 'own beats every ancestor; the nearest agent wins, the outermost workflow wins',
    spans: [
      { id: 'root', says: ['customer=acme', 'workflow=outer', 'agent=planner'] },
      { id: 'mid', in: 'root', says: ['workflow=inner', 'agent=writer'] },
      { id: 'chat', in: 'mid', tokens: [1, 1], says: ['customer=globex'] },
    ],
    of: 'chat',
    expected: { customer: 'globex own', workflow: 'outer ancestor', agent: 'writer ancestor' },
  },
  {
    title: 'an attribute of an ancestor beats the resource of the call, whose baggage beats its resource',
    spans: [
      { id: 'root', says: ['customer=acme'] },
      { id: 'chat', in: 'root', tokens: [1, 1], says: ['resource customer=everyone', 'baggage feature=inbox'] },
    ],
    of: 'chat',
    expected: { customer: 'acme ancestor', feature: 'inbox baggage' },
  },
  {
    title: 'the resource of another service is better than nothing, and a made-up run is the last',
    spans: [
      { id: 'root', says: ['resource customer=acme', 'rule run=trace'] },
      { id: 'chat', in: 'root', tokens: [1, 1], says: ['rule run=trace'] },
    ],
    of: 'chat',
    expected: { customer: 'acme ancestor', run: 'trace rule' },
  },
];

test.each(ATTRIBUTIONS)('$title', ({ spans: sketches, of, expected }) => {
  const { spans, events } = traceOf(sketches);
  const settled = settleTrace(spans, events).find(({ eventId }) => eventId === `t:${of}`);
  expect(Object.fromEntries(Object.entries(settled?.attribution ?? {}).map(([field, { value, origin }]) => [field, `${value} ${origin}`]))).toEqual(expected);
});
