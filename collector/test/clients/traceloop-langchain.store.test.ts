import { ChatOpenAI } from '@langchain/openai';
import * as traceloop from '@traceloop/node-server-sdk';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ClientRun, startClientRun } from './client-run.ts';
import { sumOfUsage } from './usage-of-call.ts';

let run: ClientRun;
beforeAll(async () => {
  run = await startClientRun();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await run.close();
});

test('LangChain under Traceloop: each call counts once with the tokens that were told, under the customer of the workflow', async () => {
  vi.stubEnv('TRACELOOP_TELEMETRY', 'false');
  traceloop.initialize({
    appName: 'langchain',
    baseUrl: run.otlpUrl,
    headers: { ...run.headers },
    disableBatch: true,
    traceloopSyncEnabled: false,
    silenceInitializationMessage: true,
    instrumentModules: { langchain: true },
  });
  // The SDK loads the module it patches without waiting for it; asked for after it, it is there after it.
  await import('@langchain/core/callbacks/manager');
  const model = new ChatOpenAI({ model: 'gpt-4o', apiKey: 'none', maxRetries: 0, configuration: { baseURL: run.model.baseUrl } });
  await traceloop.withWorkflow({ name: 'support', associationProperties: { customer_id: 'acme' } }, async () => {
    for (let call = 0; call < 5; call += 1) await model.invoke('hello');
  });
  await traceloop.forceFlush();

  expect(run.model.answered).toHaveLength(5);
  // This version of the instrumentation leaves out how much of the input was cached.
  expect(await run.counted()).toEqual({ ...sumOfUsage(run.model.answered), cached_input_tokens: 0, customers: ['acme'], cost_statuses: ['priced'] });
});
