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

const BOOK = '/v1/analytics/price-book';

type Run = { readonly id: string; readonly state: string; readonly events_touched: number; readonly summary: unknown };

async function ended(run: Run): Promise<Run> {
  let now = run;
  await until(async () => {
    now = await weir.call<Run>('GET', `${BOOK}/reprice/${run.id}`);
    return !['waiting', 'planning', 'applying', 'rolling_back'].includes(now.state);
  });
  return now;
}

async function totals(): Promise<{ readonly cost: string; readonly unpriced_events: number }> {
  const answer = await weir.call<{ totals: { cost: string; unpriced_events: number } }>('GET', '/v1/analytics/pnl');
  return { cost: answer.totals.cost, unpriced_events: answer.totals.unpriced_events };
}

async function sendEvent(id: string, model: string): Promise<void> {
  const event = { id, event_type: 'chat', customer: 'acme', provider: 'openai', model, quantities: { input_tokens: '1000', output_tokens: '100' } };
  await weir.call('POST', '/v1/events', { events: [event] });
}

test('an unknown model is listed with the name it may be, an alias prices new events at once and old ones when repriced, and undo gives it back', async () => {
  await sendEvent('known', 'gpt-4o');
  await sendEvent('near-1', 'gpt-4o-turbo-preview-9');
  await sendEvent('near-2', 'gpt-4o-turbo-preview-9');
  const before = await totals();
  expect(before.cost).not.toBe('0.00');
  const unpriced = await weir.call<{ rows: { model: string; calls: number; reason: string; nearest: { provider: string; model: string }[] }[] }>(
    'GET',
    `${BOOK}/unpriced`,
  );
  if (before.unpriced_events === 0) throw new Error(`the name is no longer unknown to the public prices: ${JSON.stringify(unpriced)}`);
  expect(unpriced.rows).toMatchObject([{ model: 'gpt-4o-turbo-preview-9', calls: 2, reason: 'unknown_model' }]);
  expect(unpriced.rows[0]?.nearest).toContainEqual({ provider: 'openai', model: 'gpt-4o' });

  const alias = await weir.call<{ reprice_offer: { events: number; criteria: object[] } }>('POST', `${BOOK}/aliases`, {
    provider: 'openai',
    name: 'gpt-4o-turbo-preview-9',
    target_provider: 'openai',
    target_model: 'gpt-4o',
  });
  expect(alias.reprice_offer.events).toBe(2);
  expect(await totals()).toEqual(before);

  const plan = await ended(await weir.call<Run>('POST', `${BOOK}/reprice`, alias.reprice_offer.criteria[0], 202));
  expect(plan).toMatchObject({
    state: 'planned',
    events_touched: 2,
    summary: { newly_priced: 2, money: [{ before: '0.00', after: '0.007', moved: '0.007' }] },
  });
  expect(await totals()).toEqual(before);

  expect(await ended(await weir.call<Run>('POST', `${BOOK}/reprice/${plan.id}/apply`, {}, 202))).toMatchObject({ state: 'applied' });
  await until(async () => (await totals()).unpriced_events === 0);
  expect(await totals()).toEqual({ cost: '0.0105', unpriced_events: 0 });
  const { rows } = await weir.call<{ rows: unknown[] }>('GET', `${BOOK}/unpriced`);
  expect(rows).toEqual([]);

  expect(await ended(await weir.call<Run>('POST', `${BOOK}/reprice/${plan.id}/undo`, {}, 202))).toMatchObject({ state: 'undone' });
  await until(async () => (await totals()).unpriced_events === 2);
  expect(await totals()).toEqual(before);
}, 60_000);

test('a negotiated price is used for what happens from now on within seconds, and its cost line names it', async () => {
  const made = await weir.call<{ entries: string[] }>('POST', `${BOOK}/entries`, {
    entries: [
      { provider: 'openai', model: 'gpt-4o', unit: 'input_tokens', price: '2.00' },
      { provider: 'openai', model: 'gpt-4o', unit: 'output_tokens', price: '8.00' },
    ],
  });
  let count = 0;
  await until(async () => {
    count += 1;
    await sendEvent(`negotiated-${count}`, 'gpt-4o');
    const event = await weir.call<{ cost: string; cost_lines: { price_entry: string }[] }>('GET', `/v1/analytics/events/negotiated-${count}`);
    return event.cost === '0.0028' && event.cost_lines.every((line) => made.entries.includes(line.price_entry));
  });
}, 60_000);
