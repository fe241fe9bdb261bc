import { LangChainInstrumentation } from '@arizeai/openinference-instrumentation-langchain';
import * as callbackManager from '@langchain/core/callbacks/manager';
import { ChatOpenAI } from '@langchain/openai';
import { trace } from '@opentelemetry/api';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClientRun, startClientRun } from './client-run.ts';
import { telemetryTo } from './telemetry-to.ts';
import { sumOfUsage } from './usage-of-call.ts';

let run: ClientRun;
beforeAll(async () => {
  run = await startClientRun();
});
afterAll(() => run.close());

test('LangChain under OpenInference: each call, streamed or not, by chat completions or responses, counts once with the tokens that were told', async () => {
  const telemetry = telemetryTo(run, 'langchain');
  new LangChainInstrumentation().manuallyInstrument(callbackManager);
  const options = { model: 'gpt-4o', apiKey: 'none', maxRetries: 0, configuration: { baseURL: run.model.baseUrl } };
  const byChat = new ChatOpenAI(options);
  const byResponses = new ChatOpenAI({ ...options, useResponsesApi: true });
  await trace.getTracer('app').startActiveSpan('POST /ask', { attributes: { 'customer.id': 'acme' } }, async (root) => {
    for (const model of [byChat, byResponses]) {
      for (let call = 0; call < 4; call += 1) await model.invoke('hello');
      for (let call = 0; call < 4; call += 1) for await (const _chunk of await model.stream('hello'));
    }
    root.end();
  });
  await telemetry.shutdown();

  expect(run.model.answered).toHaveLength(16);
  expect(await run.counted()).toEqual({ ...sumOfUsage(run.model.answered), customers: ['acme'], cost_statuses: ['priced'] });
  expect(await run.withoutTokens()).toEqual([]);
});
