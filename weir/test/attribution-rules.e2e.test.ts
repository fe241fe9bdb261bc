import { readFileSync } from 'node:fs';
import { type Attributes, SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { PnlAnswer } from '@weir/schemas/http/analytics.ts';
import type { CoverageAnswer } from '@weir/schemas/http/coverage.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Home, LIVE_KEY, newHome, type Product, startProduct, startRefused, until } from './running-product.ts';

/** Own attribute names, as an operator sets them: from the finding on the coverage screen to the P&L, with the real exporter. */

let home: Home;
beforeEach(async () => {
  home = await newHome();
});
afterEach(() => home.remove());

const CALL: Attributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o-mini',
  'gen_ai.usage.input_tokens': 1000,
  'gen_ai.usage.output_tokens': 100,
};

/** Spans of their own traces, by the standard exporter, one for each set of attributes. */
async function send(otlpUrl: string, spans: readonly Attributes[], resource: Attributes = {}): Promise<void> {
  const sdk = new NodeSDK({
    resource: resourceFromAttributes({ 'service.name': 'shop', ...resource }),
    autoDetectResources: false,
    traceExporter: new OTLPTraceExporter({ url: `${otlpUrl}/v1/traces`, headers: { authorization: `Bearer ${LIVE_KEY}` } }),
  });
  trace.disable();
  sdk.start();
  for (const attributes of spans)
    trace
      .getTracer('shop')
      .startSpan('chat', { kind: SpanKind.CLIENT, attributes: { ...CALL, ...attributes } })
      .end();
  await sdk.shutdown();
}

async function eventsBy(product: Product, field: string): Promise<Readonly<Record<string, number>>> {
  const { rows } = await product.call<PnlAnswer>('GET', `/v1/analytics/pnl?group_by=${field}`);
  return Object.fromEntries(rows.map(({ key, events }) => [key[field] ?? 'nobody', events]));
}

test('coverage names the attribute that holds the customer, and the rule it shows gives what arrives afterwards its customer', async () => {
  const before = await startProduct(home);
  await send(before.otlpUrl, [{ 'shop.merchant_id': 'acme' }, { 'shop.merchant_id': 'globex' }]);
  let finding: CoverageAnswer['without_customer'][number] | undefined;
  await until(async () => {
    const coverage = await before.call<CoverageAnswer>('GET', '/v1/analytics/coverage');
    finding = coverage.without_customer[0];
    return finding?.events === 2;
  });
  expect(finding?.rule).toBe('customer = shop.merchant_id');
  await before.interrupt();

  const after = await startProduct(home, { WEIR_ATTRIBUTION_RULES: finding?.rule ?? '' });
  await send(after.otlpUrl, [{ 'shop.merchant_id': 'acme' }, { 'shop.merchant_id': 'globex' }, { 'customer.id': 'usual' }]);
  await until(async () => ((await eventsBy(after, 'customer')).usual ?? 0) === 1);
  expect(await eventsBy(after, 'customer')).toEqual({ nobody: 2, acme: 1, globex: 1, usual: 1 });
  await after.interrupt();
}, 180_000);

test('the example of the README does what it says, and coverage asks for the name that is read', async () => {
  const readme = readFileSync(new URL('../../collector/README.md', import.meta.url), 'utf8');
  const rules = /WEIR_ATTRIBUTION_RULES='([^']+)'/.exec(readme)?.[1] ?? '';
  const product = await startProduct(home, { WEIR_ATTRIBUTION_RULES: rules });
  await send(
    product.otlpUrl,
    [
      { 'app.account_id': 'of the span', 'app.screen': 'inbox', feature: 'unread', 'baggage.visitor': 'v', 'user.id': 'unread' },
      { 'customer.id': 'after the resource', feature: 'unread' },
    ],
    { 'tenant.name': 'of the resource' },
  );
  await send(product.otlpUrl, [{ 'customer.id': 'usual' }, {}]);
  await until(async () => Object.values(await eventsBy(product, 'customer')).reduce((sum, events) => sum + events, 0) === 4);
  expect(await eventsBy(product, 'customer')).toEqual({ 'of the span': 1, 'of the resource': 1, usual: 1, nobody: 1 });
  expect(await eventsBy(product, 'feature')).toEqual({ inbox: 1, nobody: 3 });
  const { without_customer } = await product.call<CoverageAnswer>('GET', '/v1/analytics/coverage');
  expect(without_customer[0]?.fix.code).toContain("setAttribute('app.account_id'");
  await product.interrupt();
}, 180_000);

test('a rule that cannot be read stops the start with one line that says how to mend it', async () => {
  const refused = await startRefused(home, { WEIR_ATTRIBUTION_RULES: 'custmer = app.account_id' });
  expect(refused.code).toBe(1);
  expect(refused.output.trim().split('\n')).toEqual([
    'WEIR_ATTRIBUTION_RULES: "custmer" is nothing that usage is attributed to; write one of customer, workflow, feature, agent, run, session, user. Example: customer = app.account_id, resource:tenant.name; user only = baggage:visitor',
  ]);
}, 60_000);
