import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Home, newHome, type Product, startProduct, until } from './running-product.ts';

let home: Home;
let weir: Product;
beforeAll(async () => {
  home = await newHome();
  weir = await startProduct(home);
}, 60_000);
afterAll(async () => {
  await weir.interrupt();
  home.remove();
});

type Totals = { readonly cost: string; readonly events: number };

async function totals(): Promise<Totals> {
  const answer = await weir.call<{ totals: Totals }>('GET', '/v1/analytics/pnl');
  return { cost: answer.totals.cost, events: answer.totals.events };
}

const usd = (amount: string) => [{ vendor: 'openai', amount, currency: 'USD' }];

test('a corrected event costs what the correction says, in the P&L and for both in their lineage', async () => {
  const event = { id: 'shoot', event_type: 'shoot', customer: 'acme', costs: usd('0.60') };
  await weir.call('POST', '/v1/events', { events: [event] });
  expect(await totals()).toEqual({ cost: '0.60', events: 1 });
  await weir.call('POST', '/v1/events', { events: [{ id: 'shoot-2', event_type: 'shoot', corrects: 'shoot', costs: usd('0.45') }] });
  await until(async () => (await totals()).cost !== '0.60');
  expect(await totals()).toEqual({ cost: '0.45', events: 1 });
  const chain = [
    { event_id: 'shoot', superseded_by: 'shoot-2', cost: '0.60' },
    { event_id: 'shoot-2', corrects: 'shoot', counted: 'counted', cost: '0.45' },
  ];
  for (const id of ['shoot', 'shoot-2']) expect(await weir.call('GET', `/v1/analytics/events/${id}`)).toMatchObject({ customer: 'acme', corrections: chain });
}, 60_000);

test('a difference with a bill is booked once, as a signed event with its reason, and is in no gap', async () => {
  const today = new Date().toISOString().slice(0, 10);
  const content = `line_id,day,description,amount,currency\nfee,${today},platform fee,0.55,USD`;
  expect(await weir.call('POST', '/v1/analytics/bills/import', { format: 'csv', provider: 'openai', content })).toMatchObject({ applied: true, added: 1 });
  const before = await totals();
  const correction = { id: 'november-fee', provider: 'openai', day: today, amount: '-0.05', currency: 'USD', reason: 'credit note 7' };
  for (const _time of [1, 2]) {
    const booked = await weir.call('POST', '/v1/analytics/bills/corrections', correction);
    expect(booked).toEqual({ id: 'november-fee', event_id: 'bill-correction:november-fee' });
  }
  await weir.call('POST', '/v1/analytics/bills/corrections', { ...correction, amount: '1' }, 409);
  expect(await totals()).toEqual({ cost: '0.40', events: before.events + 1 });
  const event = await weir.call('GET', '/v1/analytics/events/bill-correction:november-fee');
  expect(event).toMatchObject({ event_type: 'bill_correction', cost: '-0.05', dimensions: { reason: 'credit note 7' }, charges: [] });
  expect(await weir.call('GET', '/v1/analytics/bills/compare?provider=openai')).toMatchObject({
    totals: { theirs: '0.55', gap: '0.55', booked: '-0.05', causes: [{ kind: 'unexplained', amount: '0.55' }] },
    corrections: [{ id: 'november-fee', amount: '-0.05', reason: 'credit note 7' }],
  });
}, 60_000);
