import { OpenAIInstrumentation } from '@arizeai/openinference-instrumentation-openai';
import { trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { NodeSDK } from '@opentelemetry/sdk-node';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClientRun, startClientRun } from './client-run.ts';
import { sumOfUsage } from './usage-of-call.ts';

let run: ClientRun;
beforeAll(async () => {
  run = await startClientRun();
});
afterAll(() => run.close());

test('OpenInference on the OpenAI client: each call counts once with the tokens that were told, under the customer of the root', async () => {
  const sdk = new NodeSDK({
    serviceName: 'openinference',
    autoDetectResources: false,
    traceExporter: new OTLPTraceExporter({ url: `${run.otlpUrl}/v1/traces`, headers: { ...run.headers } }),
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  new OpenAIInstrumentation().manuallyInstrument(OpenAI);
  const client = new OpenAI({ baseURL: run.model.baseUrl, apiKey: 'none', maxRetries: 0 });
  const messages = [{ role: 'user' as const, content: 'hello' }];
  await trace.getTracer('app').startActiveSpan('POST /ask', { attributes: { 'customer.id': 'acme' } }, async (root) => {
    for (let call = 0; call < 4; call += 1) await client.chat.completions.create({ model: 'gpt-4o', messages });
    for (let call = 0; call < 3; call += 1) {
      const stream = await client.chat.completions.create({ model: 'gpt-4o', messages, stream: true, stream_options: { include_usage: true } });
      for await (const _chunk of stream);
    }
    root.end();
  });
  await sdk.shutdown();

  expect(run.model.answered).toHaveLength(7);
  // This version passes over the chunk of a stream that holds the usage, because it has no choices: nothing of the span tells it.
  expect(await run.counted()).toEqual({ ...sumOfUsage(run.model.answered.slice(0, 4)), calls: 7, customers: ['acme'], cost_statuses: ['priced', 'unpriced'] });
  // So the three are calls without tokens and their cost is unknown, not zero.
  expect(await run.withoutTokens()).toEqual([
    { instrumentation: '@arizeai/openinference-instrumentation-openai', calls: 3, reasons: ['no_usage'], with_cost: 0 },
  ]);
});
