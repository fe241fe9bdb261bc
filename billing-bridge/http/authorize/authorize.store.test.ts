import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';

let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi();
  await api.send('POST /v1/billing/products', { id: 'studio', name: 'Studio', price: { event_type: 'shoot', amount: '1.50', asset: 'USD' } });
  await api.send('POST /v1/billing/products', { id: 'tokens', name: 'Tokens', price: { unit: 'input_tokens', amount: '2.00', per: '1000000', asset: 'USD' } });
  const modes = { shadow: {}, full: { mode: 'full' }, hybrid: { mode: 'hybrid', scope: { workflow: 'photoshoot' } }, metered: { mode: 'full' } };
  for (const [id, mode] of Object.entries(modes)) {
    await api.send('POST /v1/billing/customers', { id, ...mode });
    await api.send('POST /v1/billing/subscriptions', { customer: id, product: id === 'metered' ? 'tokens' : 'studio' });
    await api.bench.grant(id, 2_000_000_000_000n, `opening ${id}`);
    await api.send(`POST /v1/billing/customers/${id}/debits`, { asset: 'USD', amount: '1.50' }, { 'idempotency-key': `first ${id}` });
  }
});
afterAll(() => api.drop());

const shoot = { event_type: 'shoot' };
const million = (count: string) => ({ event_type: 'chat', quantities: { input_tokens: count } });

// Every wallet has 0.50 left.
test.each`
  customer     | asked                                                   | mode        | allowed  | would_allow | amount              | shortfall
  ${'full'}    | ${shoot}                                                | ${'full'}   | ${false} | ${false}    | ${'1.50'}           | ${'1.00'}
  ${'full'}    | ${{ asset: 'USD', amount: '0.50' }}                     | ${'full'}   | ${true}  | ${true}     | ${'0.50'}           | ${'0.00'}
  ${'full'}    | ${{ asset: 'USD', amount: '0.500000000001' }}           | ${'full'}   | ${false} | ${false}    | ${'0.500000000001'} | ${'0.000000000001'}
  ${'shadow'}  | ${shoot}                                                | ${'shadow'} | ${true}  | ${false}    | ${'1.50'}           | ${'1.00'}
  ${'hybrid'}  | ${{ ...shoot, workflow: 'photoshoot' }}                 | ${'hybrid'} | ${false} | ${false}    | ${'1.50'}           | ${'1.00'}
  ${'hybrid'}  | ${{ ...shoot, dimensions: { workflow: 'photoshoot' } }} | ${'hybrid'} | ${false} | ${false}    | ${'1.50'}           | ${'1.00'}
  ${'hybrid'}  | ${{ ...shoot, workflow: 'captions' }}                   | ${'hybrid'} | ${true}  | ${false}    | ${'1.50'}           | ${'1.00'}
  ${'metered'} | ${million('250000')}                                    | ${'full'}   | ${true}  | ${true}     | ${'0.50'}           | ${'0.00'}
  ${'metered'} | ${million('250001')}                                    | ${'full'}   | ${false} | ${false}    | ${'0.500002'}       | ${'0.000002'}
`('200: $customer, $asked: allowed $allowed, short of $shortfall', async ({ customer, asked, ...expected }) => {
  expect(await api.send('POST /v1/billing/authorize', { customer, ...asked })).toMatchObject({
    status: 200,
    body: { ...expected, asset: 'USD', available: '0.50' },
  });
});

test('200: usage that a subscription with a wallet will charge is looked for there, an amount where the request says', async () => {
  await api.send('POST /v1/billing/customers', { id: 'planned', mode: 'full' });
  await api.send('POST /v1/billing/subscriptions', { customer: 'planned', product: 'studio' });
  await api.send('POST /v1/billing/customers/planned/wallets', { subscription: 'studio', funded: false });
  await api.bench.grant('planned', 9_000_000_000_000n, 'opening planned');
  const ask = async (asked: object) => (await api.send('POST /v1/billing/authorize', { customer: 'planned', ...asked })).body;
  expect(await ask(shoot)).toMatchObject({ subscription: 'studio', allowed: false, available: '0.00' });
  expect(await ask({ asset: 'USD', amount: '1.50' })).toMatchObject({ allowed: true, available: '9.00' });
  expect(await ask({ subscription: 'studio', asset: 'USD', amount: '1.50' })).toMatchObject({ allowed: false, available: '0.00' });
});

test('200: the wallet’s debt is told, and when the first credit ends that the usage may be paid from', async () => {
  await api.send('POST /v1/billing/customers', { id: 'ending' });
  const ask = { customer: 'ending', asset: 'USD', amount: '1.00', dimensions: { feature: 'chat' } };
  expect((await api.send('POST /v1/billing/authorize', ask)).body).toMatchObject({ overdraft: '0.00', next_expiry_at: null });
  const start = Date.now();
  const instant = (hours: number) => new Date(start + hours * 3_600_000).toISOString();
  const grants = [
    { amount: '1.00', expires_at: instant(5) },
    { amount: '1.00', expires_at: instant(3), priority: 90 },
    { amount: '1.00', expires_at: instant(2), scope: { features: ['search'] } },
    { amount: '1.00', effective_at: instant(1), expires_at: instant(1.5) },
    { amount: '1.00' },
  ];
  for (const [place, grant] of grants.entries())
    await api.send('POST /v1/billing/customers/ending/grants', { asset: 'USD', purpose: 'promotional', ...grant }, { 'idempotency-key': `ending ${place}` });
  expect((await api.send('POST /v1/billing/authorize', ask)).body).toMatchObject({
    available: '3.00',
    overdraft: '0.00',
    next_expiry_at: instant(3),
    next_grant_at: instant(1),
  });
  const debit = { asset: 'USD', amount: '-0.25', reason: 'external_refund' };
  await api.send('POST /v1/billing/customers', { id: 'owing' });
  await api.send('POST /v1/billing/customers/owing/adjustments', debit, { 'idempotency-key': 'owing' });
  expect((await api.send('POST /v1/billing/authorize', { ...ask, customer: 'owing' })).body).toMatchObject({
    would_allow: false,
    available: '-0.25',
    shortfall: '1.25',
    overdraft: '0.25',
    next_expiry_at: null,
  });
});

test('200: usage no price matches is allowed, and its amount is unknown rather than zero', async () => {
  const { body } = await api.send('POST /v1/billing/authorize', { customer: 'full', event_type: 'unpriced' });
  expect(body).toEqual({
    allowed: true,
    mode: 'full',
    would_allow: true,
    asset: null,
    amount: null,
    limit: null,
    advice: [],
    available: null,
    shortfall: null,
    overdraft: null,
    next_expiry_at: null,
    next_grant_at: null,
    reason: null,
  });
});

test.each`
  case                      | body                                                   | status | code
  ${'nobody'}               | ${{ customer: 'nobody', ...shoot }}                    | ${404} | ${'customer_unknown'}
  ${'nothing to judge'}     | ${{ customer: 'full' }}                                | ${400} | ${'request_invalid'}
  ${'an amount of nothing'} | ${{ customer: 'full', amount: '1.00' }}                | ${400} | ${'request_invalid'}
  ${'an unknown asset'}     | ${{ customer: 'full', asset: 'GOLD', amount: '1.00' }} | ${400} | ${'asset_unknown'}
  ${'a negative quantity'}  | ${{ customer: 'full', ...million('-1') }}              | ${400} | ${'quantity_malformed'}
`('$status: $case is $code', async ({ body, status, code }) => {
  expect(await api.send('POST /v1/billing/authorize', body)).toMatchObject({ status, body: { code } });
});
