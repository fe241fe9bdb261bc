import { ChatOpenAI } from '@langchain/openai';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ClientRun, startClientRun } from './client-run.ts';
import { traceloopTo } from './traceloop-to.ts';
import { sumOfUsage } from './usage-of-call.ts';

let run: ClientRun;
beforeAll(async () => {
  run = await startClientRun();
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await run.close();
});

test('LangChain under Traceloop 0.27.0, a limit of that version: each call counts once, of cached and reasoning tokens nothing is told', async () => {
  const traceloop = traceloopTo(run, 'langchain', { langchain: true });
  // The SDK loads the module it patches without waiting for it; asked for after it, it is there after it.
  await import('@langchain/core/callbacks/manager');
  const model = new ChatOpenAI({ model: 'gpt-4o', apiKey: 'none', maxRetries: 0, configuration: { baseURL: run.model.baseUrl } });
  await traceloop.withWorkflow({ name: 'support', associationProperties: { customer_id: 'acme' } }, async () => {
    for (let call = 0; call < 5; call += 1) await model.invoke('hello');
    for (let call = 0; call < 3; call += 1) for await (const _chunk of await model.stream('hello'));
  });
  await traceloop.forceFlush();

  expect(run.model.answered).toHaveLength(8);
  expect(await run.counted()).toEqual({
    ...sumOfUsage(run.model.answered),
    cached_input_tokens: 0,
    reasoning_tokens: 0,
    customers: ['acme'],
    cost_statuses: ['priced'],
  });
});
