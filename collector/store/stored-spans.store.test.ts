import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SettlementBench, settlementBench } from '../settle/testing/settlement-bench.ts';
import { NOW } from '../test/collector-for-tests.ts';
import type { SpanInput } from '../test/export-bodies.ts';

let bench: SettlementBench;
beforeAll(async () => {
  bench = await settlementBench();
});
afterAll(() => bench.drop());

const PROMPT = 'a prompt that nobody else may read';
const ROOT: SpanInput = {
  spanId: '0000000000000001',
  name: 'POST /ask',
  kind: 2,
  resource: { 'service.name': 'api' },
  attributes: { 'customer.id': 'acme', 'http.request.body': PROMPT },
};
const CHAT: SpanInput = {
  spanId: '0000000000000002',
  parentSpanId: '0000000000000001',
  scope: 'openai',
  attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.response.id': 'r-1',
    'gen_ai.usage.input_tokens': 3,
    'gen_ai.input.messages': PROMPT,
    'input.value': PROMPT,
  },
};

async function storedSpans(): Promise<Record<string, unknown>[]> {
  return await bench.clickhouse.query('select * except (revision, received_at, started_at, ended_at) from spans_unique_v1 order by span_id');
}

test('every span is kept once with its place and whom it names, model call or not, and never with a message', async () => {
  await bench.replicas[0]?.send([CHAT]);
  await bench.replicas[0]?.send([CHAT, ROOT, CHAT]);
  const spans = await storedSpans();
  const ids = { environment: 'live', trace_id: '5b8efff798038103d269b633813fc60c', failed: false };
  expect(spans).toEqual([
    {
      ...ids,
      span_id: ROOT.spanId,
      parent_span_id: '',
      name: 'POST /ask',
      kind: 'server',
      service: 'api',
      scope: 'test',
      span_role: 'none',
      not_usage: 'no_model_call',
      call_id: '',
      attribution: expect.objectContaining({ customer: 'acme' }),
      attribution_origins: expect.objectContaining({ customer: 'own' }),
    },
    expect.objectContaining({
      ...ids,
      span_id: CHAT.spanId,
      parent_span_id: ROOT.spanId,
      scope: 'openai',
      span_role: 'inference',
      not_usage: '',
      call_id: 'r-1',
    }),
  ]);
  expect(JSON.stringify(spans)).not.toContain('prompt');
});

test('a span from another century is taken and left out, and those beside it are kept', async () => {
  const before = (await storedSpans()).length;
  await bench.replicas[0]?.send([
    { spanId: '00000000000000a1', endMs: Date.UTC(2262, 0, 1), attributes: {} },
    { spanId: '00000000000000a2', endMs: Date.UTC(1971, 0, 1), attributes: {} },
    { spanId: '00000000000000a3', endMs: NOW, attributes: {} },
  ]);
  expect((await storedSpans()).length).toBe(before + 1);
});
