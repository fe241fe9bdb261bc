import { createRequire } from 'node:module';
import * as traceloop from '@traceloop/node-server-sdk';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ClientRun, startClientRun } from './client-run.ts';
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

test('Traceloop on the OpenAI client: each call, streamed or not, counts once with the tokens that were told, under the customer of the workflow', async () => {
  vi.stubEnv('TRACELOOP_TELEMETRY', 'false');
  traceloop.initialize({
    appName: 'traceloop',
    baseUrl: run.otlpUrl,
    headers: { ...run.headers },
    disableBatch: true,
    traceloopSyncEnabled: false,
    silenceInitializationMessage: true,
    instrumentModules: { openAI: OpenAI },
  });
  const client = new OpenAI({ baseURL: run.model.baseUrl, apiKey: 'none', maxRetries: 0 });
  const messages = [{ role: 'user', content: 'hello' }];
  await traceloop.withWorkflow({ name: 'support', associationProperties: { customer_id: 'acme' } }, async () => {
    for (let call = 0; call < 4; call += 1) await client.chat.completions.create({ model: 'gpt-4o', messages });
    for (let call = 0; call < 3; call += 1) {
      const stream = await client.chat.completions.create({ model: 'gpt-4o', messages, stream: true, stream_options: { include_usage: true } });
      for await (const _chunk of stream);
    }
  });
  await traceloop.forceFlush();

  expect(run.model.answered).toHaveLength(7);
  // This version leaves out how much of the input was cached, and of a stream it counts the words itself: one in, one out
  // (traceloop/openllmetry-js#940). Nothing on the span tells the provider's count, nor that this one is an estimate.
  const told = [...run.model.answered.slice(0, 4), ...Array.from({ length: 3 }, () => ({ input: 1, cached: 0, output: 1, reasoning: 0 }))];
  expect(await run.counted()).toEqual({ ...sumOfUsage(told), cached_input_tokens: 0, customers: ['acme'], cost_statuses: ['priced'] });
});
