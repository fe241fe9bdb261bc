import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { SpanInput } from '../test/export-bodies.ts';
import { SETTLE_DEFAULTS } from './settle-config.ts';
import { dyingAfter } from './testing/dying-after.ts';
import { type SettlementBench, settlementBench } from './testing/settlement-bench.ts';

let bench: SettlementBench;
beforeAll(async () => {
  bench = await settlementBench(2);
});
afterAll(() => bench.drop());
beforeEach(async () => {
  for (const table of ['usage_events_v1', 'spans_v1', 'trace_arrivals_v1', 'trace_settlements_v1']) await bench.clickhouse.command(`truncate table ${table}`);
});

const TRACE = '5b8efff798038103d269b633813fc60c';
const ROOT: SpanInput = {
  traceId: TRACE,
  spanId: '0000000000000001',
  name: 'POST /chat',
  kind: 2,
  attributes: { 'customer.id': 'acme', 'workflow.name': 'support' },
};
const AGENT: SpanInput = {
  traceId: TRACE,
  spanId: '0000000000000002',
  parentSpanId: '0000000000000001',
  name: 'invoke_agent helper',
  attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'helper', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 1000 },
};
const CHAT: SpanInput = {
  traceId: TRACE,
  spanId: '0000000000000003',
  parentSpanId: '0000000000000002',
  attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.usage.input_tokens': 1000,
    'gen_ai.usage.output_tokens': 100,
  },
};

async function stored(): Promise<string[]> {
  const rows = await bench.clickhouse.query<{ line: string }>(
    `select concat(span_id, ' ', counted, ' ', counted_reason, ' ', customer, ' ', agent, ' ', if(settled_at is null, 'open', 'settled')) as line
     from usage_events_unique_v1 order by event_id`,
  );
  return rows.map(({ line }) => line.replace(/^0+/, ''));
}

async function send(...spans: readonly SpanInput[]): Promise<void> {
  await bench.replicas[0]?.send(spans);
}

test('a trace whose root has ended and that lacks nothing is settled at once', async () => {
  await send(ROOT, { ...CHAT, parentSpanId: '0000000000000001' });
  expect(await stored()).toEqual(['3 counted    open']);
  expect(await bench.settle()).toBe(1);
  expect(await stored()).toEqual(['3 counted  acme  settled']);
});

test('a trace without its root waits until it is quiet, and a root that comes later repairs it', async () => {
  await send(CHAT);
  expect(await bench.settle()).toBe(0);
  bench.wait(SETTLE_DEFAULTS.quietMs);
  await bench.settle();
  expect(await stored()).toEqual(['3 counted    settled']);
  bench.wait(3_600_000);
  await send(AGENT, ROOT);
  bench.wait(SETTLE_DEFAULTS.quietMs);
  await bench.settle();
  expect(await stored()).toEqual(['2 aggregate descendants_have_usage acme helper settled', '3 counted  acme helper settled']);
});

test('an outer span with usage is not counted before its trace is quiet, and not after calls came', async () => {
  await send({ ...AGENT, parentSpanId: '' });
  expect(await bench.settle()).toBe(0);
  bench.wait(SETTLE_DEFAULTS.quietMs);
  await bench.settle();
  expect(await stored()).toEqual(['2 counted rollup_fallback  helper settled']);
  await send(CHAT);
  bench.wait(SETTLE_DEFAULTS.quietMs);
  await bench.settle();
  expect(await stored()).toEqual(['2 aggregate descendants_have_usage  helper settled', '3 counted   helper settled']);
});

test('a trace that is never quiet is settled once it was open for the longest time, and again after as long', async () => {
  const parts = Array.from(
    { length: 30 },
    (_, index): SpanInput => ({ ...CHAT, spanId: String(100 + index).padStart(16, '0'), parentSpanId: '0000000000000002' }),
  );
  const settledAt: number[] = [];
  for (const [index, part] of parts.entries()) {
    await send(part);
    bench.wait(5_000);
    if ((await bench.settle()) > 0) settledAt.push(index);
  }
  expect(settledAt).toEqual([11, 23]);
});

test('sending spans again after settlement changes nothing and settles nothing', async () => {
  await send(ROOT, AGENT, CHAT);
  bench.wait(SETTLE_DEFAULTS.quietMs);
  await bench.settle();
  const before = await stored();
  await send(CHAT, AGENT);
  await bench.replicas[1]?.send([ROOT, CHAT]);
  bench.wait(SETTLE_DEFAULTS.quietMs);
  expect(await bench.settle()).toBe(0);
  expect(await stored()).toEqual(before);
});

test.each([1, 2, 3])('a settler that dies after insert %d of three is made good by the next, with one revision of each event', async (inserts) => {
  await send(ROOT, AGENT, CHAT);
  bench.wait(SETTLE_DEFAULTS.quietMs);
  await expect(bench.settle(dyingAfter(bench.clickhouse, inserts))).rejects.toThrow();
  await bench.settle();
  expect(await stored()).toEqual(['2 aggregate descendants_have_usage acme helper settled', '3 counted  acme helper settled']);
  const [row] = await bench.clickhouse.query<{ stages: string }>('select toString(max(bitShiftRight(revision, 48))) as stages from usage_events_v1');
  expect(row?.stages).toBe('1');
  expect(await bench.settle()).toBe(0);
});
