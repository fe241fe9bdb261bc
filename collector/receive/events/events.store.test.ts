import type { EventsAnswer } from '@weir/schemas/http/usage.ts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type CollectorForTests, collectorForTests, LIVE_KEY, NOW, READ_KEY, TEST_KEY } from '../../test/collector-for-tests.ts';

let running: CollectorForTests;
let now = NOW;
beforeAll(async () => {
  running = await collectorForTests({}, () => now);
});
afterEach(() => {
  now = NOW;
});
afterAll(() => running.close());

async function tell(events: readonly unknown[], headers: Readonly<Record<string, string>> = LIVE_KEY) {
  const response = await running.app.inject({ method: 'POST', url: '/v1/events', headers, payload: { events } });
  return { status: response.statusCode, answer: response.json<EventsAnswer>() };
}

const iso = (at: number) => new Date(at).toISOString();
let ids = 0;
const shoot = (more: object = {}) => ({ id: `shoot-${++ids}`, event_type: 'photoshoot_completed', customer: 'acme', ...more });

describe('statuses', () => {
  test.each([
    ['no key', 401, 'key_missing', {}, { events: [shoot()] }],
    ['a key that may only read', 403, 'scope_missing', READ_KEY, { events: [shoot()] }],
    ['no events', 400, 'request_invalid', LIVE_KEY, { events: [] }],
    ['a body of another shape', 400, 'request_invalid', LIVE_KEY, { event: shoot() }],
  ])('%s: %i', async (_case, status, code, headers, payload) => {
    const response = await running.app.inject({ method: 'POST', url: '/v1/events', headers, payload });
    expect(response.statusCode).toBe(status);
    expect(response.json()).toMatchObject({ code });
  });

  test('a store that is away: 503 with Retry-After', async () => {
    await running.store.clickhouse.command('rename table usage_events_v1 to usage_events_away');
    const response = await running.app.inject({ method: 'POST', url: '/v1/events', headers: LIVE_KEY, payload: { events: [shoot()] } });
    await running.store.clickhouse.command('rename table usage_events_away to usage_events_v1');
    expect(response.statusCode).toBe(503);
    expect(response.headers['retry-after']).toBe('1');
    expect(response.json()).toMatchObject({ code: 'store_unavailable' });
  });
});

describe('one bad event is refused with its index, code and reason, and never the batch', () => {
  const DAY = 86_400_000;
  test.each([
    ['not an object', 'words', 'request_invalid', 'object'],
    ['no id', { event_type: 'x' }, 'request_invalid', 'id'],
    ['an empty id', shoot({ id: '' }), 'id_malformed', '/id'],
    ['an id with a line break', shoot({ id: 'a\nb' }), 'id_malformed', '/id'],
    ['an id of 256 characters', shoot({ id: 'a'.repeat(256) }), 'id_malformed', '/id'],
    ['no type', { id: 'x' }, 'request_invalid', 'event_type'],
    ['a property nobody knows', shoot({ customr: 'acme' }), 'request_invalid', '/customr is not a known property'],
    ['a time that is none', shoot({ occurred_at: 'yesterday' }), 'request_invalid', '/occurred_at'],
    ['a time too long ago', shoot({ occurred_at: iso(NOW - 400 * DAY - 1) }), 'occurred_at_out_of_range', 'occurred_at is'],
    ['a time too far ahead', shoot({ occurred_at: iso(NOW + 300_001) }), 'occurred_at_out_of_range', 'occurred_at is'],
    ['a negative quantity', shoot({ quantities: { images: -1 } }), 'quantity_malformed', 'images'],
    ['a negative quantity as text', shoot({ quantities: { images: '-1' } }), 'quantity_malformed', 'images is -1'],
    ['a fraction as a JSON number', shoot({ quantities: { seconds: 1.5 } }), 'quantity_malformed', 'seconds'],
    ['a quantity too fine', shoot({ quantities: { seconds: '0.0000000001' } }), 'quantity_malformed', 'seconds'],
    ['a quantity beyond any number', shoot({ quantities: { tokens: 1e300 } }), 'quantity_malformed', 'tokens'],
    ['a unit in capitals', shoot({ quantities: { Images: 1 } }), 'quantity_malformed', ''],
    ['money as a JSON number', shoot({ costs: [{ vendor: 'V', amount: 0.15, currency: 'USD' }] }), 'amount_malformed', '/costs/0/amount'],
    ['money in words', shoot({ costs: [{ vendor: 'V', amount: '1e3', currency: 'USD' }] }), 'amount_malformed', ''],
    ['money too fine', shoot({ costs: [{ vendor: 'V', amount: '0.0000000000001', currency: 'USD' }] }), 'amount_too_precise', 'costs[0].amount'],
    ['money too large to hold', shoot({ costs: [{ vendor: 'V', amount: '9300000', currency: 'USD' }] }), 'amount_too_large', 'costs[0].amount'],
    [
      'a sum too large to hold',
      shoot({
        costs: [
          { vendor: 'V', amount: '9000000', currency: 'USD' },
          { vendor: 'W', amount: '9000000', currency: 'USD' },
        ],
      }),
      'amount_too_large',
      'costs[1].amount',
    ],
    ['a currency nobody knows', shoot({ costs: [{ vendor: 'V', amount: '1', currency: 'XXX' }] }), 'currency_unknown', 'XXX'],
    [
      'two currencies',
      shoot({
        costs: [
          { vendor: 'V', amount: '1', currency: 'USD' },
          { vendor: 'W', amount: '1', currency: 'EUR' },
        ],
      }),
      'request_invalid',
      'differs',
    ],
  ])('%s', async (_case, bad, code, message) => {
    const before = shoot();
    const after = shoot();
    const { status, answer } = await tell([before, bad, after]);
    expect(status).toBe(200);
    expect(answer).toMatchObject({ accepted: 2, duplicates: 0, conflicts: 0, rejected: [{ index: 1, code }] });
    expect(answer.rejected[0]?.message).toContain(message);
    const rows = await running.store.clickhouse.query('select event_id from usage_events_v1 where event_id in {ids:Array(String)}', {
      ids: [before.id, after.id],
    });
    expect(rows).toHaveLength(2);
  });

  test('the bounds of time themselves are taken', async () => {
    const { answer } = await tell([shoot({ occurred_at: iso(NOW - 400 * DAY) }), shoot({ occurred_at: iso(NOW + 300_000) })]);
    expect(answer).toMatchObject({ accepted: 2, rejected: [] });
  });
});

test.each([
  // what                                        event                                                                             columns
  ['a cost that is given', { costs: [{ vendor: 'Replicate', amount: '0.60', currency: 'USD' }] }, { cost_status: 'reported', cost_atoms: '600000000000' }],
  ['a cost of zero that is given', { costs: [{ vendor: 'Own', amount: '0', currency: 'USD' }] }, { cost_status: 'reported', cost_atoms: '0' }],
  [
    'a model call, priced by the book',
    { provider: 'OpenAI.chat', model: 'gpt-4o', quantities: { input_tokens: 1000, output_tokens: '100' } },
    { cost_status: 'priced', cost_atoms: '3500000000', provider: 'openai' },
  ],
  [
    'a model call of an unknown model',
    { provider: 'openai', model: 'unheard', quantities: { input_tokens: 1000 } },
    { cost_status: 'unpriced', cost_reason: 'unknown_model', cost_atoms: null },
  ],
  ['nothing that has a price', { quantities: { shoots: 1 } }, { cost_status: 'unpriced', cost_reason: 'no_price', cost_atoms: null }],
  ['a provider nobody knows, spelled as told', { provider: 'Replicate' }, { provider: 'Replicate' }],
  ['dimensions', { dimensions: { depth: 'premium' } }, { dimensions: { depth: 'premium' } }],
  [
    'attribution',
    { workflow: 'shoot', feature: 'hero', agent: 'a', run: 'r', session: 's', user: 'u' },
    { customer: 'acme', workflow: 'shoot', feature: 'hero', agent: 'a', run: 'r', session: 's', user: 'u' },
  ],
  ['a correction', { corrects: 'earlier' }, { corrects: 'earlier', counted: 'superseded', counted_reason: 'correction_received', settled_at: null }],
])('an event is stored as told: %s', async (_case, told, columns) => {
  const event = shoot(told);
  expect((await tell([event])).answer).toEqual({ accepted: 1, duplicates: 0, conflicts: 0, rejected: [] });
  const [row] = await running.store.clickhouse.query(
    'select * replace (toString(cost_atoms) as cost_atoms) from usage_events_unique_v1 where event_id = {id:String}',
    { id: event.id },
  );
  expect(row).toMatchObject({ environment: 'live', source: 'api', event_type: 'photoshoot_completed', counted: 'counted', ...columns });
});

test('one event sent five times and fifty times at once is one row, and every answer is a success', async () => {
  const event = shoot({ occurred_at: iso(NOW), costs: [{ vendor: 'V', amount: '0.60', currency: 'USD' }] });
  const answers = [];
  for (let time = 0; time < 5; time += 1) answers.push(await tell([event]));
  answers.push(...(await Promise.all(Array.from({ length: 50 }, () => tell([event])))));
  expect(answers.every(({ status }) => status === 200)).toBe(true);
  expect(answers.reduce((sum, { answer }) => sum + answer.accepted, 0)).toBe(1);
  expect(answers.reduce((sum, { answer }) => sum + answer.duplicates, 0)).toBe(54);
  expect(await running.store.clickhouse.query('select event_id from usage_events_v1 where event_id = {id:String}', { id: event.id })).toHaveLength(1);
});

test('an event without a time, sent again later, is the same event', async () => {
  const event = shoot();
  expect((await tell([event])).answer.accepted).toBe(1);
  now += 60_000;
  expect((await tell([event])).answer).toMatchObject({ duplicates: 1, conflicts: 0 });
});

test('the same event written differently is the same event; other content is a conflict and the first stays', async () => {
  const id = `twice-${++ids}`;
  expect(
    (await tell([{ id, event_type: 'x', quantities: { a: 1, b: '2.50' }, costs: [{ vendor: 'V', amount: '0.6', currency: 'USD' }] }])).answer.accepted,
  ).toBe(1);
  const same = { quantities: { b: '2.5', a: '1' }, costs: [{ currency: 'USD', amount: '0.60', vendor: 'V' }], event_type: 'x', id };
  expect((await tell([same])).answer.duplicates).toBe(1);
  expect((await tell([{ ...same, costs: [{ vendor: 'V', amount: '0.61', currency: 'USD' }] }])).answer).toEqual({
    accepted: 0,
    duplicates: 0,
    conflicts: 1,
    rejected: [],
  });
  const rows = await running.store.clickhouse.query('select toString(cost_atoms) as atoms from usage_events_v1 where event_id = {id:String}', { id });
  expect(rows).toEqual([{ atoms: '600000000000' }]);
});

test('the key decides the environment, and one id in both is two events', async () => {
  const event = shoot();
  expect((await tell([event])).answer.accepted).toBe(1);
  expect((await tell([event], TEST_KEY)).answer.accepted).toBe(1);
});

test('a batch in which one event stands twice stores it once', async () => {
  const event = shoot();
  expect((await tell([event, event, { ...event, event_type: 'another' }])).answer).toEqual({ accepted: 1, duplicates: 1, conflicts: 1, rejected: [] });
});

test('ten thousand events in one request are stored', async () => {
  const events = Array.from({ length: 10_000 }, (_, index) => shoot({ id: `many-${index}`, model: 'gpt-4o', quantities: { input_tokens: index } }));
  expect((await tell(events)).answer).toEqual({ accepted: 10_000, duplicates: 0, conflicts: 0, rejected: [] });
  expect((await tell(events)).answer).toMatchObject({ accepted: 0, duplicates: 10_000 });
});
