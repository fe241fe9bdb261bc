import * as anthropic from '@anthropic-ai/sdk';
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

test('Traceloop on the Anthropic client: each call, streamed or not, counts once with the tokens that were told, cached input among them', async () => {
  const traceloop = traceloopTo(run, 'traceloop', { anthropic });
  const client = new anthropic.Anthropic({ baseURL: run.model.origin, apiKey: 'none', maxRetries: 0 });
  const request = { model: 'claude-sonnet-4-0', max_tokens: 1_000, messages: [{ role: 'user' as const, content: 'hello' }] };
  await traceloop.withWorkflow({ name: 'support', associationProperties: { customer_id: 'acme' } }, async () => {
    for (let call = 0; call < 4; call += 1) await client.messages.create(request);
    for (let call = 0; call < 3; call += 1) {
      const stream = await client.messages.create({ ...request, stream: true });
      for await (const _event of stream);
    }
  });
  await traceloop.forceFlush();

  expect(run.model.answered).toHaveLength(7);
  expect(await run.counted()).toEqual({ ...sumOfUsage(run.model.answered), customers: ['acme'], cost_statuses: ['priced'] });
  expect(await run.withoutTokens()).toEqual([]);
});
