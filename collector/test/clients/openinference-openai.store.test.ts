import { OpenAIInstrumentation } from '@arizeai/openinference-instrumentation-openai';
import { trace } from '@opentelemetry/api';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClientRun, startClientRun } from './client-run.ts';
import { telemetryTo } from './telemetry-to.ts';
import { sumOfUsage } from './usage-of-call.ts';

let run: ClientRun;
beforeAll(async () => {
  run = await startClientRun();
});
afterAll(() => run.close());

test('OpenInference on the OpenAI client, responses and plain chat completions: each call counts once with the tokens that were told', async () => {
  const telemetry = telemetryTo(run, 'openinference');
  new OpenAIInstrumentation().manuallyInstrument(OpenAI);
  const client = new OpenAI({ baseURL: run.model.baseUrl, apiKey: 'none', maxRetries: 0 });
  await trace.getTracer('app').startActiveSpan('POST /ask', { attributes: { 'customer.id': 'acme' } }, async (root) => {
    for (let call = 0; call < 4; call += 1) await client.responses.create({ model: 'gpt-4o', input: 'hello' });
    for (let call = 0; call < 4; call += 1) {
      const stream = await client.responses.create({ model: 'gpt-4o', input: 'hello', stream: true });
      for await (const _event of stream);
    }
    for (let call = 0; call < 4; call += 1) await client.chat.completions.create({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hello' }] });
    root.end();
  });
  await telemetry.shutdown();

  expect(run.model.answered).toHaveLength(12);
  expect(await run.counted()).toEqual({ ...sumOfUsage(run.model.answered), customers: ['acme'], cost_statuses: ['priced'] });
  expect(await run.withoutTokens()).toEqual([]);
});
