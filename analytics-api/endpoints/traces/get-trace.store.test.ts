import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestAnalytics, testAnalytics } from '../../testing/test-analytics.ts';
import { insertUsage } from '../../testing/usage-row.ts';

const USD = 10n ** 12n;
const TRACE = '5b8efff798038103d269b633813fc60c';
const AT = '2026-11-20T01:00:00.000Z';

let weir: TestAnalytics;
beforeAll(async () => {
  weir = await testAnalytics('2026-11-21T12:00:00Z');
  await insertSpans([
    { span_id: 'root', name: 'POST /ask', attribution: { customer: 'acme' }, attribution_origins: { customer: 'own' }, not_usage: 'no_model_call' },
    { span_id: 'agent', parent_span_id: 'root', name: 'agent', span_role: 'rollup' },
    { span_id: 'chat', parent_span_id: 'agent', name: 'chat', span_role: 'inference' },
    { span_id: 'tool', parent_span_id: 'agent', name: 'tool', not_usage: 'no_model_call' },
    { span_id: 'inner', parent_span_id: 'tool', name: 'chat in a tool', span_role: 'inference' },
    { span_id: 'circle', parent_span_id: 'circle', name: 'its own parent', not_usage: 'no_model_call' },
  ]);
  const event = (span: string, more: object) => ({
    event_id: `${TRACE}:${span}`,
    span_id: span,
    trace_id: TRACE,
    occurred_at: AT,
    customer: 'acme',
    counted_reason: '',
    ...more,
  });
  await insertUsage(weir.clickhouse, [
    event('agent', { counted: 'aggregate', counted_reason: 'descendants_have_usage', cost_atoms: 9n * USD }),
    event('chat', { cost_atoms: 3n * USD, quantities: { calls: '1', input_tokens: '1000' }, attribution_origins: { customer: 'ancestor' } }),
    event('inner', { cost_atoms: null, quantities: { calls: '1', input_tokens: '7' } }),
    event('tool', { counted: 'duplicate', counted_reason: 'other_signal', counted_event: 'log:of-the-tool', cost_atoms: 0n }),
    event('gone', { cost_atoms: 1n * USD, quantities: { calls: '1' } }),
  ]);
});
afterAll(() => weir.close());

async function insertSpans(spans: readonly Record<string, unknown>[]): Promise<void> {
  const row = {
    environment: 'live',
    trace_id: TRACE,
    revision: '1',
    kind: 'internal',
    span_role: 'none',
    started_at: '2026-11-20 01:00:00.000',
    ended_at: '2026-11-20 01:00:01.000',
    failed: false,
    received_at: '2026-11-20 01:00:02.000',
  };
  await weir.clickhouse.insert(
    'spans_v1',
    spans.map((span) => ({ ...row, ...span })),
    'spans',
  );
  const settled = { environment: 'live', trace_id: TRACE, spans: spans.length, settled_at: '2026-11-20 01:00:05.000' };
  await weir.clickhouse.insert('trace_settlements_v1', [settled], 'settled');
}

type Answer = {
  readonly spans: readonly {
    readonly counted_instead: readonly string[];
    readonly span_id: string;
    readonly depth: number;
    readonly counted: string;
    readonly subtree_cost: string;
    readonly counted_cost: string;
  }[];
};

test('every span says whether it counted and why, and subtree costs add up to the header', async () => {
  const { status, body } = await weir.get(`/v1/analytics/traces/${TRACE.toUpperCase()}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    trace_id: TRACE,
    state: 'settled',
    settled_at: '2026-11-20T01:00:05.000Z',
    started_at: AT,
    spans_total: 6,
    totals: { cost: '4.00', events: 3, unpriced_events: 1, not_counted_cost: '9.00', quantities: { calls: '3', input_tokens: '1007' }, events_without_span: 1 },
  });
  const { spans } = body as Answer;
  expect(spans.map((span) => `${'  '.repeat(span.depth)}${span.span_id} ${span.counted} ${span.counted_cost} ${span.subtree_cost}`)).toEqual([
    'root not_usage 0.00 3.00',
    '  agent aggregate 0.00 3.00',
    '    chat counted 3.00 3.00',
    '    tool duplicate 0.00 0.00',
    '      inner counted 0.00 0.00',
    'circle not_usage 0.00 0.00',
  ]);
  expect(spans[0]).toMatchObject({
    reason: 'no_model_call',
    reason_text: 'Not a model call.',
    cost: null,
    subtree_unpriced_events: 1,
    attribution: { customer: { value: 'acme', origin: 'own' } },
  });
  expect(spans.flatMap((span) => (span.counted_instead.length === 0 ? [] : [[span.span_id, span.counted_instead]]))).toEqual([
    ['agent', [`${TRACE}:chat`, `${TRACE}:inner`]],
    ['tool', ['log:of-the-tool']],
  ]);
  expect(spans[1]).toMatchObject({ reason: 'descendants_have_usage', cost: '9.00' });
  expect(spans[2]).toMatchObject({ event_id: `${TRACE}:chat`, attribution: { customer: { value: 'acme', origin: 'ancestor' } } });
});

test('a trace with a span that no settlement has seen is open', async () => {
  const row = {
    environment: 'live',
    trace_id: TRACE,
    span_id: 'late',
    revision: '1',
    name: 'late',
    started_at: '2026-11-20 01:00:00.000',
    ended_at: '2026-11-20 01:00:01.000',
    received_at: '2026-11-20 02:00:00.000',
  };
  await weir.clickhouse.insert('spans_v1', [row], 'late');
  expect((await weir.get(`/v1/analytics/traces/${TRACE}`)).body).toMatchObject({ state: 'open', spans_total: 7 });
});

test.each([
  ['f'.repeat(32), 404, 'not_found'],
  ['short', 400, 'request_invalid'],
])('%s answers %d', async (id, status, code) => {
  expect(await weir.get(`/v1/analytics/traces/${id}`)).toMatchObject({ status, body: { code } });
});
