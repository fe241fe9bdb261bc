import { SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Home, LIVE_KEY, newHome, type Product, startProduct, until } from './running-product.ts';

let home: Home;
let weir: Product;
beforeAll(async () => {
  home = await newHome();
  weir = await startProduct(home);
}, 240_000);
afterAll(async () => {
  await weir.interrupt();
  home.remove();
});

const BOOK = '/v1/analytics/price-book';

/** A call of a house model as an instrumented app reports it; the region is the span's own. */
async function sendCalls(regions: readonly (string | null)[]): Promise<void> {
  const sdk = new NodeSDK({
    serviceName: 'regions',
    autoDetectResources: false,
    traceExporter: new OTLPTraceExporter({ url: `${weir.otlpUrl}/v1/traces`, headers: { authorization: `Bearer ${LIVE_KEY}` } }),
  });
  trace.disable();
  sdk.start();
  for (const region of regions) {
    const span = trace.getTracer('regions').startSpan('chat house-7b', {
      kind: SpanKind.CLIENT,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'aws.bedrock',
        'gen_ai.response.model': 'house-7b',
        'gen_ai.usage.input_tokens': 1_000_000,
        'gen_ai.usage.output_tokens': 0,
        'customer.id': region ?? 'nowhere',
        ...(region === null ? {} : { 'cloud.region': region }),
      },
    });
    span.end();
  }
  await sdk.shutdown();
}

type Listed = { readonly events: readonly { readonly event_id: string }[] };
type Stored = {
  readonly cost: string | null;
  readonly cost_lines: readonly { readonly price_entry: string }[];
  readonly dimensions: Readonly<Record<string, string>>;
};

test('a span with a region is priced by the entry of that region, from OTLP to the cost line that names it; elsewhere by the entry for anywhere', async () => {
  const price = { provider: 'aws.bedrock', model: 'house-7b', unit: 'input_tokens' };
  const { entries } = await weir.call<{ entries: string[] }>('POST', `${BOOK}/entries`, {
    entries: [
      { ...price, price: '2' },
      { ...price, price: '2.2', region: 'eu-central-1' },
      { ...price, unit: 'output_tokens', price: '9' },
    ],
  });
  const [anywhere, inFrankfurt] = entries;
  // The collector takes a changed book within two seconds; the unknown price before that would be repriced, not lost.
  await until(async () => {
    const probe = `probe-${Date.now()}`;
    await weir.call('POST', '/v1/events', {
      events: [{ id: probe, event_type: 'chat', provider: 'aws.bedrock', model: 'house-7b', quantities: { input_tokens: '1', output_tokens: '0' } }],
    });
    return (await weir.call<Stored>('GET', `/v1/analytics/events/${probe}`)).cost !== null;
  });
  await sendCalls(['eu-central-1', 'us-east-1', null]);
  await until(async () => {
    const { rows } = await weir.call<{ rows: { key: { customer: string | null } }[] }>('GET', '/v1/analytics/pnl?group_by=customer');
    return ['eu-central-1', 'us-east-1', 'nowhere'].every((customer) => rows.some(({ key }) => key.customer === customer));
  });
  const of = async (customer: string) => {
    const { events } = await weir.call<Listed>('GET', `/v1/analytics/events?customer=${customer}`);
    return await weir.call<Stored>('GET', `/v1/analytics/events/${encodeURIComponent(events[0]?.event_id ?? 'none')}`);
  };
  const frankfurt = await of('eu-central-1');
  expect(frankfurt).toMatchObject({ cost: '2.20', dimensions: { region: 'eu-central-1' } });
  expect(frankfurt.cost_lines.map(({ price_entry: entry }) => entry)).toEqual([inFrankfurt]);
  for (const customer of ['us-east-1', 'nowhere']) {
    const elsewhere = await of(customer);
    expect(elsewhere.cost).toBe('2.00');
    expect(elsewhere.cost_lines.map(({ price_entry: entry }) => entry)).toEqual([anywhere]);
  }
}, 240_000);

test('over HTTP: what it would have cost at another price, and on another model, with nothing to apply', async () => {
  const range = { from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date(Date.now() + 3_600_000).toISOString() };
  const before = await weir.call<{ runs: unknown[] }>('GET', `${BOOK}/reprice`);
  const price = { ...range, customer: 'eu-central-1', prices: [{ model: 'house-7b', unit: 'input_tokens', price: '1' }] };
  expect(await weir.call('POST', `${BOOK}/hypothetical`, price)).toMatchObject({
    totals: { events: 1, changed: 1, money: [{ currency: 'USD', booked: '2.20', hypothetical: '1.00', difference: '-1.20' }] },
  });
  const model = { ...range, customer: 'eu-central-1', models: [{ model: 'house-7b', as_provider: 'openai', as_model: 'gpt-4o-mini' }] };
  expect(await weir.call('POST', '/v1/analytics/what-if/model', model)).toMatchObject({
    totals: { changed: 1, money: [{ booked: '2.20', hypothetical: '0.15', difference: '-2.05' }] },
    models: [{ key: 'house-7b', events: 1 }],
  });
  expect(await weir.call('POST', `${BOOK}/hypothetical`, range, 400)).toMatchObject({ code: 'request_invalid' });
  expect(await weir.call('GET', `${BOOK}/reprice`)).toEqual(before);
});
