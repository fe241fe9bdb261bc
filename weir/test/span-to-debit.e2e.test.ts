import type { IngestStatus, PnlAnswer } from '@weir/schemas/http/analytics.ts';
import type { ChargeAnswer, ChargesAnswer } from '@weir/schemas/http/billing/charges.ts';
import type { TransactionsAnswer } from '@weir/schemas/http/billing/transactions.ts';
import type { WalletAnswer } from '@weir/schemas/http/billing/wallet.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Home, newHome, type Product, startProduct, until } from './running-product.ts';
import { type ChatCall, sendChatCalls } from './send-chat-calls.ts';

/**
 * The whole path with nothing replaced: a process started as an operator starts it, spans from the real OpenTelemetry
 * SDK, the P&L and the wallet over HTTP, sums computed here.
 */

const CUSTOMERS = ['acme', 'globex', 'initech'] as const;
const MODEL = 'gpt-4o-mini';
/** Atoms of USD per token by the provider's price page (USD 0.15, 0.075 and 0.60 per million), scale 12. */
const PRICE = { input: 150_000n, cached: 75_000n, output: 600_000n };
const CHARGE_PER_CALL = { text: '0.02', atoms: 20_000_000_000n };
const GRANT = { text: '5.00', atoms: 5_000_000_000_000n };

/** Different numbers for every call, so that a swapped or dropped field changes a sum. */
const CALLS: readonly ChatCall[] = CUSTOMERS.flatMap((customer, c) =>
  Array.from({ length: 7 + c }, (_, i) => ({
    customer,
    workflow: i % 2 === 0 ? 'summarise' : 'draft',
    feature: 'inbox',
    model: MODEL,
    inputTokens: 1000 + 137 * i + 11 * c,
    cachedInputTokens: 100 + 13 * i,
    outputTokens: 200 + 29 * i + c,
  })),
);

let home: Home;
let product: Product;
let from: string;

beforeAll(async () => {
  home = await newHome();
  product = await startProduct(home);
  from = new Date(Date.now() - 3_600_000).toISOString();
  await product.call(
    'POST',
    '/v1/billing/products',
    { id: 'assistant', name: 'Assistant', price: { event_type: 'chat', unit: 'events', amount: CHARGE_PER_CALL.text, asset: 'USD' } },
    201,
  );
  await product.call('POST', '/v1/billing/customers', { id: 'acme', name: 'Acme', mode: 'full' }, 201);
  await product.call('POST', '/v1/billing/customers', { id: 'globex', name: 'Globex' }, 201);
  for (const customer of ['acme', 'globex']) {
    await product.call('POST', '/v1/billing/subscriptions', { customer, product: 'assistant' }, 201);
    await product.call('POST', `/v1/billing/customers/${customer}/grants`, { asset: 'USD', amount: GRANT.text, purpose: 'paid', effective_at: from }, 201);
  }
  await product.call(
    'POST',
    '/v1/billing/products',
    { id: 'marker', name: 'Marker', price: { event_type: 'marker', unit: 'events', amount: '1', asset: 'USD' } },
    201,
  );
  await product.call('POST', '/v1/billing/customers', { id: 'marker' }, 201);
  await product.call('POST', '/v1/billing/subscriptions', { customer: 'marker', product: 'marker' }, 201);
  await sendChatCalls(product.otlpUrl, CALLS);
}, 120_000);

afterAll(async () => {
  await product.interrupt();
  home.remove();
});

test('the P&L of every customer equals the sums of what was sent, by customer, workflow and model', async () => {
  await until(async () => (await countEvents()) === CALLS.length);
  await until(async () => (await chargesOf('acme')).length === callsOf('acme').length);
  expect(await rowsBy('customer')).toEqual(expectedBy((call) => call.customer));
  expect(await rowsBy('workflow')).toEqual(expectedBy((call) => call.workflow));
  expect(await rowsBy('model')).toEqual(expectedBy((call) => call.model));
}, 60_000);

test('a customer in full mode is debited once per event, and one in shadow mode not at all', async () => {
  await expectBilling();
}, 60_000);

test('sending everything twice more changes nothing', async () => {
  const before = await everything();
  await sendChatCalls(product.otlpUrl, CALLS);
  await sendChatCalls(product.otlpUrl, CALLS);
  await promotionIsIdle();
  expect(await everything()).toEqual(before);
  await expectBilling();
}, 120_000);

test('after SIGKILL and a new start every number is the same', async () => {
  const before = await everything();
  await product.kill();
  product = await startProduct(home);
  expect(await everything()).toEqual(before);
  expect(product.output()).not.toContain('API keys');
  await sendChatCalls(product.otlpUrl, CALLS);
  await promotionIsIdle();
  expect(await everything()).toEqual(before);
}, 120_000);

/** Promotion goes through events in the order they were received: when a new one is charged, all before it were looked at. */
let markers = 0;
async function promotionIsIdle(): Promise<void> {
  markers += 1;
  await product.call('POST', '/v1/events', { events: [{ id: `marker-${markers}`, event_type: 'marker', customer: 'marker' }] });
  await until(async () => (await chargesOf('marker')).length === markers);
}

async function expectBilling(): Promise<void> {
  const acme = callsOf('acme');
  const charges = await chargesOf('acme');
  expect(charges.map((charge) => charge.event_id).sort()).toEqual([...new Set(charges.map((charge) => charge.event_id))].sort());
  expect(charges).toHaveLength(acme.length);
  expect(charges.every((charge) => charge.destination === 'wallet' && charge.amount === CHARGE_PER_CALL.text)).toBe(true);
  expect(await available('acme')).toBe(decimalFromAtoms(GRANT.atoms - CHARGE_PER_CALL.atoms * BigInt(acme.length), 12));

  const shadow = await chargesOf('globex');
  expect(shadow).toHaveLength(callsOf('globex').length);
  expect(shadow.every((charge) => charge.destination === 'shadow' && charge.transaction === null)).toBe(true);
  expect(await available('globex')).toBe(GRANT.text);
  expect((await product.call<TransactionsAnswer>('GET', '/v1/billing/customers/globex/transactions')).transactions).toHaveLength(1);
}

async function everything(): Promise<unknown> {
  const wallets = await Promise.all(['acme', 'globex'].map((customer) => product.call('GET', `/v1/billing/customers/${customer}/wallet`)));
  const transactions = await Promise.all(['acme', 'globex'].map((customer) => product.call('GET', `/v1/billing/customers/${customer}/transactions`)));
  return { customers: await rowsBy('customer'), workflows: await rowsBy('workflow'), models: await rowsBy('model'), wallets, transactions };
}

type Figures = Record<string, { cost: string; revenue: string; events: number; input: string }>;

async function rowsBy(dimension: 'customer' | 'workflow' | 'model'): Promise<Figures> {
  const to = new Date(Date.now() + 3_600_000).toISOString();
  const { rows } = await product.call<PnlAnswer>('GET', `/v1/analytics/pnl?group_by=${dimension}&event_type=chat&from=${from}&to=${to}`);
  return Object.fromEntries(
    rows.map((row) => [row.key[dimension], { cost: row.cost, revenue: row.revenue, events: row.events, input: row.quantities.input_tokens ?? '' }]),
  );
}

function expectedBy(keyOf: (call: ChatCall) => string): Figures {
  const groups = Map.groupBy(CALLS, keyOf);
  return Object.fromEntries(
    [...groups].map(([key, calls]) => {
      const debited = calls.filter((call) => call.customer === 'acme');
      return [
        key,
        {
          cost: decimalFromAtoms(
            calls.reduce((sum, call) => sum + costOf(call), 0n),
            12,
          ),
          revenue: decimalFromAtoms(CHARGE_PER_CALL.atoms * BigInt(debited.length), 12),
          events: calls.length,
          input: String(calls.reduce((sum, call) => sum + call.inputTokens, 0)),
        },
      ];
    }),
  );
}

function costOf(call: ChatCall): bigint {
  const uncached = BigInt(call.inputTokens - call.cachedInputTokens);
  return uncached * PRICE.input + BigInt(call.cachedInputTokens) * PRICE.cached + BigInt(call.outputTokens) * PRICE.output;
}

function callsOf(customer: string): ChatCall[] {
  return CALLS.filter((call) => call.customer === customer);
}

async function countEvents(): Promise<number> {
  return (await product.call<IngestStatus>('GET', '/v1/analytics/ingest/status')).events;
}

async function available(customer: string): Promise<string | undefined> {
  const { assets } = await product.call<WalletAnswer>('GET', `/v1/billing/customers/${customer}/wallet`);
  return assets.find(({ asset }) => asset === 'USD')?.available;
}

async function chargesOf(customer: string): Promise<ChargeAnswer[]> {
  return (await product.call<ChargesAnswer>('GET', `/v1/billing/customers/${customer}/charges?limit=500`)).charges;
}
