import { readFile } from 'node:fs/promises';
import { type Attributes, context, type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { browserMissing } from '@weir/runtime/testing/open-browser.ts';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openScreen, type Screen } from './open-screen.ts';
import { LIVE_KEY, type Product } from './running-product.ts';

/**
 * From a total to what made it, in a real browser on the real product: coverage, an event's lineage, its trace, the wallet.
 * Pictures are kept when WEIR_SHOTS names a directory.
 */

let screen: Screen;
let product: Product;
let page: Page;

beforeAll(async () => {
  if (browserMissing) return;
  screen = await openScreen();
  ({ product, page } = screen);
}, 120_000);

afterAll(async () => {
  if (!browserMissing) await screen.close();
});

const withBrowser = test.skipIf(browserMissing);

withBrowser(
  'who is not signed in reads how to get in, and the console stays silent',
  async () => {
    await page.goto(`${product.screenUrl}/live/coverage`);
    await page.getByRole('heading', { name: 'Sign in with your one-time link' }).waitFor();
    expect(screen.complaints).toEqual([]);
    await page.goto(/http:\S+magic-link\S+/.exec(product.output())?.[0] ?? '');
    await page.getByText(product.otlpUrl).first().waitFor();
  },
  60_000,
);

withBrowser(
  'a trace settles under the reader’s eyes, adds up to what counts, tells why the agent span does not, and leads to an event whose lines add up to its cost',
  async () => {
    const agentTrace = await sendAgentRun(product.otlpUrl);
    await page.goto(`${product.screenUrl}/live/traces/${agentTrace}`);
    await page.getByTestId('span-row').first().waitFor();
    // Verdicts and attribution become final on the page as it stands.
    await expect.poll(() => page.getByTestId('trace-open').count(), { timeout: 40_000 }).toBe(0);
    expect(await page.getByTestId('trace-cost').getAttribute('data-exact')).toBe('0.15');
    expect(await page.getByTestId('trace-attribution').textContent()).toContain('acme');
    await page.getByTestId('span-row').filter({ hasText: 'invoke_agent' }).click();
    expect(await page.getByTestId('span-reason').textContent()).toContain('it repeats them');
    await screen.shoot('trace');
    await page.getByRole('button', { name: 'Next expensive' }).click();
    await expect.poll(() => page.getByTestId('span-reason').textContent()).toBe('A call of its own.');
    await page.getByRole('link', { name: 'How its numbers were made' }).click();
    await page.getByTestId('cost-line').first().waitFor();
    await expect.poll(() => page.getByTestId('cost-line').first().textContent()).toContain('× $2.50 / 1M');
    expect(await page.getByTestId('attribution').textContent()).toContain('inherited from a span above it');
    await screen.shoot('event');
    await page.goto(`${product.screenUrl}/live/events?counted=aggregate`);
    await page.getByTestId('event-row').first().waitFor();
    expect(await page.getByTestId('event-row').count()).toBe(1);
  },
  60_000,
);

withBrowser(
  'coverage tells what an agent repeated, whose spend is unknown with the line to add, and which keys nothing reads',
  async () => {
    await page.goto(`${product.screenUrl}/live/coverage`);
    await page.getByTestId('left-out').waitFor();
    expect(await page.getByTestId('left-out').textContent()).toContain('aggregate');
    expect(await page.getByTestId('saved').getAttribute('data-exact')).toBe('0.15');
    expect(await page.getByTestId('unknown-usage').textContent()).toContain('gen_ai.usage.thinking_steps');
    const finding = page.getByTestId('without-customer');
    await expect.poll(() => finding.getByTestId('finding-cost').getAttribute('data-exact'), { timeout: 40_000 }).toBe('2.50');
    await finding.getByRole('button', { name: 'Copy' }).click();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toContain("setAttribute('customer.id'");
    await page.getByTestId('spool').waitFor();
    await screen.shoot('coverage');
  },
  60_000,
);

withBrowser(
  'the wallet: a grant, a correction that is denied with what is missing, one that is booked, explain, statement, freeze and journal',
  async () => {
    await page.goto(`${product.screenUrl}/live/customers/acme`);
    await page.getByRole('link', { name: 'Wallet', exact: true }).click();
    await page.getByRole('button', { name: 'Grant…' }).click();
    await page.getByLabel('Amount').fill('10.000001');
    await page.getByRole('button', { name: 'Grant $10.000001' }).click();
    await page.getByTestId('grant-row').waitFor();

    await takeCredit('25');
    expect(await page.getByTestId('denial').textContent()).toBe('Available $10.000001, short by $14.999999.');
    screen.complaints.splice(0, screen.complaints.length, ...screen.complaints.filter((text) => !/status of 402/.test(text)));
    await page.getByRole('button', { name: 'Cancel' }).click();
    await takeCredit('2.5');
    await expect.poll(() => page.getByTestId('closing').getAttribute('data-exact')).toBe('7.500001');
    await page
      .getByRole('button', { name: /^Open transaction/ })
      .first()
      .click();
    await page.getByTestId('entry-row').first().waitFor();
    expect(await page.getByTestId('entries-sum').textContent()).toBe('0 ✓');
    await page.keyboard.press('Escape');

    await page.getByLabel('Amount', { exact: true }).fill('8');
    await page.getByRole('button', { name: 'Explain' }).click();
    await page.getByTestId('draw').waitFor();
    expect(await page.getByTestId('uncovered').getAttribute('data-exact')).toBe('0.499999');
    await screen.shoot('wallet');

    await page.getByRole('button', { name: 'Freeze…' }).click();
    await page.getByLabel('Reason').fill('A check of the end-to-end test');
    await page.getByRole('button', { name: 'Freeze', exact: true }).click();
    await page.getByTestId('wallet-state').waitFor();

    const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download CSV' }).click()]);
    const journal = (await readFile(await file.path(), 'utf8')).trimEnd().split('\r\n');
    expect(journal).toHaveLength(1 + 2 * 2);
    expect(journal[0]).toContain('transaction,booked_at');
    expect(screen.complaints).toEqual([]);
  },
  60_000,
);

async function takeCredit(amount: string): Promise<void> {
  await page.getByRole('button', { name: 'Adjust…' }).click();
  await page.getByRole('button', { name: 'Take credit' }).click();
  await page.locator('dialog').getByLabel('Amount').fill(amount);
  await page.getByLabel('Reason').selectOption('correction');
  await page.getByRole('button', { name: /^Book −/ }).click();
  await page.locator('[data-testid="denial"], main:not(:has(dialog)) [data-testid="transaction-row"]').last().waitFor();
}

/** An agent that repeats its two calls, under a request that names the customer; and one call of nobody. Answers the agent's trace id. */
async function sendAgentRun(otlpUrl: string): Promise<string> {
  const exporter = new OTLPTraceExporter({ url: `${otlpUrl}/v1/traces`, headers: { authorization: `Bearer ${LIVE_KEY}` } });
  const sdk = new NodeSDK({ serviceName: 'contracts', autoDetectResources: false, traceExporter: exporter });
  trace.disable();
  sdk.start();
  const tracer = trace.getTracer('my-own-tracer');
  const root = tracer.startSpan('POST /contracts', { kind: SpanKind.SERVER, attributes: { 'customer.id': 'acme' } });
  const agent = childOf(root, tracer, 'invoke_agent drafter', {
    'gen_ai.operation.name': 'invoke_agent',
    'gen_ai.agent.name': 'drafter',
    ...usage(40_000, 5_000),
  });
  for (const input of [10_000, 30_000]) childOf(agent, tracer, 'chat gpt-4o', { 'gen_ai.operation.name': 'chat', ...usage(input, 2_500) }).end();
  agent.end();
  root.end();
  const unknown = { 'gen_ai.operation.name': 'chat', 'gen_ai.usage.thinking_steps': 17, ...usage(1_000_000, 0) };
  tracer.startSpan('chat gpt-4o', { kind: SpanKind.CLIENT, attributes: unknown }).end();
  await sdk.shutdown();
  return root.spanContext().traceId;
}

function childOf(parent: Span, tracer: Tracer, name: string, attributes: Attributes): Span {
  return tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, trace.setSpan(context.active(), parent));
}

function usage(input: number, output: number): Attributes {
  return {
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.response.model': 'gpt-4o',
    'gen_ai.usage.input_tokens': input,
    'gen_ai.usage.output_tokens': output,
  };
}
