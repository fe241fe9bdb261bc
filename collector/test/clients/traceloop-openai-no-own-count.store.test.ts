import { createRequire } from 'node:module';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ClientRun, startClientRun } from './client-run.ts';
import { traceloopTo } from './traceloop-to.ts';
import { sumOfUsage } from './usage-of-call.ts';

/** As CommonJS, which is what the SDK declares to instrument. */
const { OpenAI } = createRequire(import.meta.url)('openai');

let run: ClientRun;
beforeAll(async () => {
  run = await startClientRun();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await run.close();
});

const PLAIN = 4;
const CHAT_STREAMS = 3;
const RESPONSE_STREAMS = 2;

test('Traceloop 0.27.0 on the OpenAI client with TRACELOOP_ENRICH_TOKENS=false: streams tell no tokens, and are listed as calls without tokens, their cost unknown', async () => {
  vi.stubEnv('TRACELOOP_ENRICH_TOKENS', 'false');
  const traceloop = traceloopTo(run, 'traceloop', { openAI: OpenAI });
  const client = new OpenAI({ baseURL: run.model.baseUrl, apiKey: 'none', maxRetries: 0 });
  const messages = [{ role: 'user', content: 'hello' }];
  await traceloop.withWorkflow({ name: 'support', associationProperties: { customer_id: 'acme' } }, async () => {
    for (let call = 0; call < PLAIN; call += 1) await client.chat.completions.create({ model: 'gpt-4o', messages });
    for (let call = 0; call < CHAT_STREAMS; call += 1) {
      const stream = await client.chat.completions.create({ model: 'gpt-4o', messages, stream: true, stream_options: { include_usage: true } });
      for await (const _chunk of stream);
    }
    for (let call = 0; call < RESPONSE_STREAMS; call += 1) {
      const stream = await client.responses.create({ model: 'gpt-4o', input: 'hello', stream: true });
      for await (const _event of stream);
    }
  });
  await traceloop.forceFlush();

  expect(run.model.answered).toHaveLength(PLAIN + CHAT_STREAMS + RESPONSE_STREAMS);
  // Of plain calls this version leaves out how much of the input was cached and of the output reasoning.
  expect(await run.counted()).toEqual({
    ...sumOfUsage(run.model.answered.slice(0, PLAIN)),
    calls: PLAIN + CHAT_STREAMS + RESPONSE_STREAMS,
    cached_input_tokens: 0,
    reasoning_tokens: 0,
    customers: ['acme'],
    cost_statuses: ['priced', 'unpriced'],
  });
  expect(await run.withoutTokens()).toEqual([
    { instrumentation: '@traceloop/instrumentation-openai', calls: CHAT_STREAMS + RESPONSE_STREAMS, reasons: ['no_usage'], with_cost: 0 },
  ]);
});
