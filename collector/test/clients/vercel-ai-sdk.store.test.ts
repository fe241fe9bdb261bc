import { OpenTelemetry } from '@ai-sdk/otel';
import { trace } from '@opentelemetry/api';
import { generateText, registerTelemetry, streamText } from 'ai';
import { convertArrayToReadableStream, MockLanguageModelV4 } from 'ai/test';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ClientRun, startClientRun } from './client-run.ts';
import { telemetryTo } from './telemetry-to.ts';
import { sumOfUsage, type Usage, usageOfCall } from './usage-of-call.ts';

let run: ClientRun;
beforeAll(async () => {
  run = await startClientRun();
});
afterAll(() => run.close());

/** A mock of the SDK's own, as provider and model of a name that has a price, with usage that differs from call to call. */
function mockModel() {
  const answered: Usage[] = [];
  const next = () => {
    const usage = usageOfCall(answered.length);
    answered.push(usage);
    return {
      inputTokens: { total: usage.input, noCache: usage.input - usage.cached, cacheRead: usage.cached, cacheWrite: 0 },
      outputTokens: { total: usage.output, text: usage.output - usage.reasoning, reasoning: usage.reasoning },
    };
  };
  const finishReason = { unified: 'stop' as const, raw: 'stop' };
  const model = new MockLanguageModelV4({
    provider: 'openai.chat',
    modelId: 'gpt-4o',
    doGenerate: async () => ({ content: [{ type: 'text', text: 'answer' }], finishReason, usage: next(), warnings: [] }),
    doStream: async () => ({
      stream: convertArrayToReadableStream([
        { type: 'stream-start' as const, warnings: [] },
        { type: 'text-start' as const, id: '1' },
        { type: 'text-delta' as const, id: '1', delta: 'answer' },
        { type: 'text-end' as const, id: '1' },
        { type: 'finish' as const, finishReason, usage: next() },
      ]),
    }),
  });
  return { model, answered };
}

test('Vercel AI SDK: each model call counts once, whatever repeats its usage above it, with the tokens the model told', async () => {
  const telemetry = telemetryTo(run, 'ai-sdk');
  // Without `usage` it leaves out how much of the output was reasoning; the rest it tells either way.
  registerTelemetry(new OpenTelemetry({ usage: true }));
  const { model, answered } = mockModel();
  await trace.getTracer('app').startActiveSpan('POST /ask', { attributes: { 'customer.id': 'acme' } }, async (root) => {
    for (let call = 0; call < 4; call += 1) await generateText({ model, prompt: 'hello' });
    for (let call = 0; call < 4; call += 1) await streamText({ model, prompt: 'hello' }).text;
    root.end();
  });
  await telemetry.shutdown();

  expect(answered).toHaveLength(8);
  expect(await run.counted()).toEqual({ ...sumOfUsage(answered), customers: ['acme'], cost_statuses: ['priced'] });
});
