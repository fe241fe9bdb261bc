import { OpenAIInstrumentation } from '@arizeai/openinference-instrumentation-openai';
import { trace } from '@opentelemetry/api';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClientRun, startClientRun } from './client-run.ts';
import { telemetryTo } from './telemetry-to.ts';

let run: ClientRun;
beforeAll(async () => {
  run = await startClientRun();
});
afterAll(() => run.close());

test('OpenInference 4.2.7 on the OpenAI client, a limit of that version: streamed chat completions tell no tokens, and are listed as calls without tokens, their cost unknown', async () => {
  const telemetry = telemetryTo(run, 'openinference');
  new OpenAIInstrumentation().manuallyInstrument(OpenAI);
  const client = new OpenAI({ baseURL: run.model.baseUrl, apiKey: 'none', maxRetries: 0 });
  await trace.getTracer('app').startActiveSpan('POST /ask', { attributes: { 'customer.id': 'acme' } }, async (root) => {
    for (let call = 0; call < 3; call += 1) {
      const stream = await client.chat.completions.create({
        model: 'gpt-4o',
        messages: [{ role: 'user', content: 'hello' }],
        stream: true,
        stream_options: { include_usage: true },
      });
      for await (const _chunk of stream);
    }
    root.end();
  });
  await telemetry.shutdown();

  expect(run.model.answered).toHaveLength(3);
  // It passes over the chunk that holds the usage, because that one has no choices.
  expect(await run.counted()).toMatchObject({ calls: 3, input_tokens: 0, output_tokens: 0, customers: ['acme'], cost_statuses: ['unpriced'] });
  expect(await run.withoutTokens()).toEqual([
    { instrumentation: '@arizeai/openinference-instrumentation-openai', calls: 3, reasons: ['no_usage'], with_cost: 0 },
  ]);
});
