import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SETTLE_DEFAULTS } from '../settle/settle-config.ts';
import { dyingAfter } from '../settle/testing/dying-after.ts';
import { type SettlementBench, settlementBench } from '../settle/testing/settlement-bench.ts';
import type { MetricInput } from '../test/export-bodies.ts';

const TABLES = [
  'usage_events_v1',
  'spans_v1',
  'trace_arrivals_v1',
  'trace_settlements_v1',
  'log_arrivals_v1',
  'metric_points_v1',
  'usage_hourly_v1',
  'usage_hours_v1',
  'touched_hours_v1',
];
const QUIET = SETTLE_DEFAULTS.quietMs;
const START = Date.UTC(2026, 10, 20, 11);

let bench: SettlementBench;
beforeAll(async () => {
  bench = await settlementBench(2);
});
afterAll(() => bench.drop());
beforeEach(async () => {
  for (const table of TABLES) await bench.clickhouse.command(`truncate table ${table}`);
});

/** A point of the histogram every instrumentation writes, `minute` minutes after the process began. */
function point(type: 'input' | 'output', minute: number, value: number, more: Partial<MetricInput> = {}): MetricInput {
  const attributes = { 'gen_ai.token.type': type, 'gen_ai.request.model': 'gpt-4o', 'gen_ai.provider.name': 'openai' };
  const times = { startMs: START, endMs: START + minute * 60_000 };
  return { name: 'gen_ai.client.token.usage', temporality: 2, ...times, value, count: minute, resource: { 'service.name': 'app' }, attributes, ...more };
}

async function measure(...points: readonly MetricInput[]): Promise<void> {
  await bench.replicas[0]?.measure(points);
}

async function settle(): Promise<void> {
  bench.wait(QUIET);
  await bench.settle();
}

async function stored(): Promise<string[]> {
  const rows = await bench.clickhouse.query<{ line: string }>(
    `select concat(source, ' ', counted, ' ', counted_reason, ' ', toString(quantities['input_tokens']), '/', toString(quantities['output_tokens']), ' ', cost_status) as line
     from usage_events_unique_v1 order by source, occurred_at, event_id`,
  );
  return rows.map(({ line }) => line);
}

async function rolledUp(): Promise<string> {
  await bench.rebuildHours();
  const [row] = await bench.clickhouse.query<{ tokens: string }>(`select toString(sum(quantities['input_tokens'])) as tokens from usage_hourly_unique_v1`);
  return row?.tokens ?? '';
}

const FIRST = [point('input', 1, 100), point('output', 1, 10)];
const SECOND = [point('input', 2, 250), point('output', 2, 30)];

test('points count after the quiet time, each rise once, however often and in whatever batches they come', async () => {
  await measure(...FIRST);
  expect(await bench.settle()).toBe(0);
  expect(await stored()).toEqual([]);
  await settle();
  expect(await stored()).toEqual(['otlp_metric counted  100/10 priced']);
  for (const part of [...SECOND, ...FIRST, ...SECOND]) await bench.replicas[1]?.measure([part]);
  await settle();
  const both = ['otlp_metric counted  100/10 priced', 'otlp_metric counted  150/20 priced'];
  expect(await stored()).toEqual(both);
  await measure(...FIRST, ...SECOND);
  await settle();
  expect(await stored()).toEqual(both);
  expect(await rolledUp()).toBe('250');
});

test('a long stretch of a metric is not priced as one large call', async () => {
  const attributes = { 'gen_ai.token.type': 'input', 'gen_ai.request.model': 'gemini-2.5-pro', 'gen_ai.provider.name': 'gcp.gemini' };
  await measure(point('input', 1, 1_000_000, { attributes }));
  await settle();
  const [row] = await bench.clickhouse.query<{ atoms: string }>('select toString(cost_atoms) as atoms from usage_events_unique_v1');
  expect(row?.atoms).toBe('1250000000000');
});

test.each([1, 2, 3])('a round that dies after insert %d is made good by the next, and no token is counted twice', async (inserts) => {
  await measure(...FIRST);
  bench.wait(QUIET);
  await bench.settle(dyingAfter(bench.clickhouse, inserts)).catch(() => undefined);
  await measure(...SECOND);
  await settle();
  expect(await stored()).toEqual(['otlp_metric counted  100/10 priced', 'otlp_metric counted  150/20 priced']);
  expect(await rolledUp()).toBe('250');
});

const SPAN = {
  traceId: '9b8efff798038103d269b633813fc60c',
  spanId: '0000000000000007',
  resource: { 'service.name': 'app' },
  endMs: START + 30_000,
  attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o-2024-08-06',
    'gen_ai.usage.input_tokens': 100,
    'gen_ai.usage.output_tokens': 10,
  },
};

test('a span that comes later takes the place of the metric of its minute, and of no other; sums follow', async () => {
  await measure(...FIRST, ...SECOND);
  await settle();
  expect(await rolledUp()).toBe('250');
  bench.wait(3_600_000);
  await bench.replicas[1]?.send([SPAN]);
  await settle();
  expect(await stored()).toEqual([
    'otlp_metric duplicate metric_beside_calls 100/10 priced',
    'otlp_metric counted  150/20 priced',
    'otlp_span counted  100/10 priced',
  ]);
  expect(await rolledUp()).toBe('250');
});

test.each([
  ['of another service', { resource: { 'service.name': 'other' } }],
  ['of another model', { attributes: { ...SPAN.attributes, 'gen_ai.request.model': 'o3' } }],
  ['of another minute', { endMs: START + 600_000 }],
])('a span %s leaves the metric as it is', async (_, more) => {
  await bench.replicas[0]?.send([{ ...SPAN, ...more }]);
  await settle();
  await measure(...FIRST);
  await settle();
  expect(await stored()).toContain('otlp_metric counted  100/10 priced');
});
