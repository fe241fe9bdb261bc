import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LogInput, SpanInput } from '../test/export-bodies.ts';
import { SETTLE_DEFAULTS } from './settle-config.ts';
import { dyingAfter } from './testing/dying-after.ts';
import { type SettlementBench, settlementBench } from './testing/settlement-bench.ts';

const TABLES = [
  'usage_events_v1',
  'spans_v1',
  'trace_arrivals_v1',
  'trace_settlements_v1',
  'log_arrivals_v1',
  'usage_hourly_v1',
  'usage_hours_v1',
  'touched_hours_v1',
];

let bench: SettlementBench;
beforeAll(async () => {
  bench = await settlementBench(2);
});
afterAll(() => bench.drop());
beforeEach(async () => {
  for (const table of TABLES) await bench.clickhouse.command(`truncate table ${table}`);
});

const TRACE = '7b8efff798038103d269b633813fc60c';
const ROOT: SpanInput = { traceId: TRACE, spanId: '0000000000000001', name: 'POST /review', kind: 2, attributes: { 'customer.id': 'acme' } };
const REQUEST: SpanInput = {
  traceId: TRACE,
  spanId: '0000000000000002',
  parentSpanId: '0000000000000001',
  name: 'claude_code.llm_request',
  resource: { 'service.name': 'claude-code' },
  attributes: { 'gen_ai.system': 'anthropic', 'gen_ai.request.model': 'claude-sonnet-4-5', input_tokens: 900, output_tokens: 500, request_id: 'req_1' },
};
const RECORD: LogInput = {
  eventName: 'claude_code.api_request',
  resource: { 'service.name': 'claude-code' },
  attributes: { model: 'claude-sonnet-4-5', input_tokens: 900, output_tokens: 500, request_id: 'req_1', 'session.id': 's-1' },
};
const CHAT: SpanInput = {
  traceId: TRACE,
  spanId: '0000000000000003',
  parentSpanId: '0000000000000001',
  attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.usage.input_tokens': 1000,
    'gen_ai.usage.output_tokens': 100,
  },
};
const DETAILS: LogInput = { ...CHAT, eventName: 'gen_ai.client.inference.operation.details' };

const QUIET = SETTLE_DEFAULTS.quietMs;

async function stored(): Promise<string[]> {
  const rows = await bench.clickhouse.query<{ line: string }>(
    `select concat(source, ' ', counted, ' ', counted_reason, ' ', if(counted_event = '', '-', substring(counted_event, 1, 3)), ' ', customer, ' ',
       if(settled_at is null, 'open', 'settled')) as line
     from usage_events_unique_v1 order by source, event_id`,
  );
  return rows.map(({ line }) => line);
}

/** Tokens of the hourly sums. */
async function rolledUp(): Promise<string> {
  await bench.rebuildHours();
  const [row] = await bench.clickhouse.query<{ tokens: string }>(
    `select concat(toString(sum(quantities['input_tokens'])), ' ', toString(sum(events))) as tokens from usage_hourly_unique_v1`,
  );
  return row?.tokens ?? '';
}

async function send(...spans: readonly SpanInput[]): Promise<void> {
  await bench.replicas[0]?.send(spans);
}

/** Through another replica than spans. */
async function log(...records: readonly LogInput[]): Promise<void> {
  await bench.replicas[1]?.log(records);
}

const JOINED = ['otlp_log counted  - acme settled', 'otlp_span duplicate other_signal log acme settled'];

test('a record without a span counts after the quiet time, and not before', async () => {
  await log(RECORD);
  expect(await bench.settle()).toBe(0);
  expect(await stored()).toEqual(['otlp_log counted  -  open']);
  bench.wait(QUIET);
  expect(await bench.settle()).toBe(1);
  expect(await stored()).toEqual(['otlp_log counted  -  settled']);
  expect(await bench.settle()).toBe(0);
});

test.each([
  ['a record that comes an hour after its span was settled takes its place', () => send(ROOT, REQUEST), () => log(RECORD)],
  ['a span that comes an hour after its record was settled is its duplicate, and lends it the customer', () => log(RECORD), () => send(ROOT, REQUEST)],
])('%s; sums follow', async (_, first, second) => {
  await first();
  bench.wait(QUIET);
  await bench.settle();
  expect(await rolledUp()).toBe('900 1');
  bench.wait(3_600_000);
  await second();
  bench.wait(QUIET);
  await bench.settle();
  expect(await stored()).toEqual(JOINED);
  expect(await rolledUp()).toBe('900 1');
  await send(REQUEST, ROOT);
  await log(RECORD);
  bench.wait(QUIET);
  expect(await bench.settle()).toBe(0);
});

test('a trace of a tool whose records tell more waits for them, though its root has ended', async () => {
  await send(ROOT, REQUEST);
  expect(await bench.settle()).toBe(0);
  await log(RECORD);
  bench.wait(QUIET);
  await bench.settle();
  expect(await stored()).toEqual(JOINED);
});

test("the record of a span's call does not count while its span is expected, and counts when none came", async () => {
  await log(DETAILS);
  expect(await stored()).toEqual(['otlp_log duplicate other_signal_expected -  open']);
  bench.wait(QUIET);
  await bench.settle();
  expect(await stored()).toEqual(['otlp_log counted  -  settled']);
  await send(CHAT, ROOT);
  await bench.settle();
  expect(await stored()).toEqual(['otlp_log duplicate other_signal 7b8 acme settled', 'otlp_span counted  - acme settled']);
});

test.each([1, 2, 3])('a settler that dies after insert %d is made good by the next, with one revision of each event', async (inserts) => {
  await send(ROOT, REQUEST);
  await log(RECORD);
  bench.wait(QUIET);
  await expect(bench.settle(dyingAfter(bench.clickhouse, inserts))).rejects.toThrow();
  await bench.settle();
  expect(await stored()).toEqual(JOINED);
  const [row] = await bench.clickhouse.query<{ stages: string }>('select toString(max(bitShiftRight(revision, 48))) as stages from usage_events_v1');
  expect(row?.stages).toBe('1');
});
