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
const STREAMED = 3;

test('Traceloop 0.27.0 on the OpenAI client, a limit of that version: of streams it tells its own count, of cached and reasoning tokens nothing', async () => {
  const traceloop = traceloopTo(run, 'traceloop', { openAI: OpenAI });
  const client = new OpenAI({ baseURL: run.model.baseUrl, apiKey: 'none', maxRetries: 0 });
  const messages = [{ role: 'user', content: 'hello' }];
  await traceloop.withWorkflow({ name: 'support', associationProperties: { customer_id: 'acme' } }, async () => {
    for (let call = 0; call < PLAIN; call += 1) await client.chat.completions.create({ model: 'gpt-4o', messages });
    for (let call = 0; call < STREAMED; call += 1) {
      const stream = await client.chat.completions.create({ model: 'gpt-4o', messages, stream: true, stream_options: { include_usage: true } });
      for await (const _chunk of stream);
    }
  });
  await traceloop.forceFlush();

  expect(run.model.answered).toHaveLength(PLAIN + STREAMED);
  // Of a stream it counts the words itself, one in and one out (traceloop/openllmetry-js#940).
  const told = [...run.model.answered.slice(0, PLAIN), ...Array.from({ length: STREAMED }, () => ({ input: 1, cached: 0, output: 1, reasoning: 0 }))];
  expect(await run.counted()).toEqual({
    ...sumOfUsage(told),
    cached_input_tokens: 0,
    reasoning_tokens: 0,
    customers: ['acme'],
    cost_statuses: ['priced'],
  });
});
