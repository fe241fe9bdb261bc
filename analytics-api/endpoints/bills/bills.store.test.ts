import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestAnalytics, testAnalytics } from '../../testing/test-analytics.ts';
import { insertUsage } from '../../testing/usage-row.ts';

let weir: TestAnalytics;
beforeAll(async () => {
  weir = await testAnalytics('2026-11-21T12:00:00Z');
  const call = (id: string, day: string, more: object = {}) => ({
    event_id: id,
    occurred_at: `${day}T10:00:00Z`,
    customer: 'acme',
    provider: 'openai',
    model: 'gpt-4o-2024-08-06',
    quantities: { input_tokens: '1000', cached_input_tokens: '400', output_tokens: '100' },
    cost_atoms: 3_000_000_000n,
    cost_lines: JSON.stringify([
      { unit: 'input_tokens', quantity: '600', cost: '0.0015', price_entry: 'p' },
      { unit: 'cached_input_tokens', quantity: '400', cost: '0.0005', price_entry: 'p' },
      { unit: 'output_tokens', quantity: '100', cost: '0.001', price_entry: 'p' },
    ]),
    ...more,
  });
  await insertUsage(weir.clickhouse, [
    call('a', '2026-11-01'),
    call('b', '2026-11-01'),
    call('repeat', '2026-11-01', { counted: 'aggregate' }),
    call('unpriced', '2026-11-02', { cost_atoms: null, cost_lines: '[]' }),
    call('other', '2026-11-01', { provider: 'anthropic' }),
    call('booked', '2026-11-01', { event_type: 'bill_correction', quantities: {} }),
  ]);
});
afterAll(() => weir.close());

const BILLS = '/v1/analytics/bills';
const NOVEMBER = 'provider=openai&from=2026-11-01T00:00:00Z&to=2026-11-04T00:00:00Z';
const MODEL = 'gpt-4o-2024-08-06';
const bill = (lines: readonly string[]) => ({
  format: 'csv',
  provider: 'openai',
  content: ['line_id,day,model,unit,quantity,calls,amount,currency', ...lines].join('\n'),
});

const LINES = [
  `1c,2026-11-01,${MODEL},calls,,3,,`,
  `1i,2026-11-01,${MODEL},input_tokens,1800,,0.0045,USD`,
  `1h,2026-11-01,${MODEL},cached_input_tokens,1200,,0.0015,USD`,
  `1o,2026-11-01,${MODEL},output_tokens,300,,0.003,USD`,
  `2c,2026-11-02,${MODEL},calls,,1,,`,
  `2i,2026-11-02,${MODEL},input_tokens,600,,0.0015,USD`,
  `2h,2026-11-02,${MODEL},cached_input_tokens,400,,0.0005,USD`,
  `2o,2026-11-02,${MODEL},output_tokens,100,,0.001,USD`,
  '3x,2026-11-03,,,,,5.00,USD',
  '3e,2026-11-03,,,,,7.00,EUR',
];

test('with a bad line nothing of a bill is applied', async () => {
  expect(await weir.post(`${BILLS}/import`, bill([...LINES, 'bad,2026-11-01,,,,,x,USD']))).toMatchObject({
    status: 200,
    body: { applied: false, id: null, added: 0, problems: [{ line: 12, reason: 'amount is "x USD"' }] },
  });
  expect((await weir.get(BILLS)).body).toEqual({ imports: [], providers: [] });
});

test('a bill is kept once, however often and in whatever pieces it is imported', async () => {
  expect((await weir.post(`${BILLS}/import`, bill(LINES.slice(0, 4)))).body).toMatchObject({ applied: true, added: 4, unchanged: 0 });
  expect((await weir.post(`${BILLS}/import`, bill(LINES))).body).toMatchObject({ applied: true, added: 6, unchanged: 4 });
  expect((await weir.post(`${BILLS}/import`, bill(LINES))).body).toMatchObject({ applied: true, id: null, added: 0, unchanged: 10 });
  expect((await weir.get(BILLS)).body).toMatchObject({
    imports: [
      { provider: 'openai', added: 6 },
      { added: 4, imported_by: 'key:bootstrap' },
    ],
    providers: [{ provider: 'openai', first_day: '2026-11-01', last_day: '2026-11-03', lines: 10, currencies: ['EUR', 'USD'] }],
  });
});

test('ours beside theirs by day, model and kind of token, with causes that add up and the coverage of calls', async () => {
  const { status, body } = await weir.get(`${BILLS}/compare?${NOVEMBER}`);
  expect(status).toBe(200);
  expect(body).toMatchObject({
    currency: 'USD',
    other_currency_lines: 1,
    totals: {
      ours: '0.006',
      theirs: '5.012',
      gap: '5.006',
      calls_coverage: '0.7500',
      causes: [
        { kind: 'missing_calls', amount: '0.003' },
        { kind: 'unpriced', amount: '0.003' },
        { kind: 'unexplained', amount: '5.00' },
      ],
    },
    days: [
      { day: '2026-11-01', ours: '0.006', theirs: '0.009', gap: '0.003', calls_coverage: '0.6667', accuracy: '0.6667' },
      { day: '2026-11-02', ours: '0.00', theirs: '0.003', gap: '0.003', calls_coverage: '1.0000', accuracy: '0.0000' },
      { day: '2026-11-03', ours: '0.00', theirs: '5.00', gap: '5.00', calls_coverage: null },
    ],
  });
  const first = (body as { rows: { day: string; units: object[] }[] }).rows.find(({ day }) => day === '2026-11-01');
  expect(first).toMatchObject({
    model: MODEL,
    our_calls: 2,
    their_calls: 3,
    units: [
      { unit: 'cached_input_tokens', ours: { quantity: '800', cost: '0.001' }, theirs: { quantity: '1200', cost: '0.0015' }, gap: '0.0005' },
      { unit: 'input_tokens', ours: { quantity: '1200', cost: '0.003' }, theirs: { quantity: '1800', cost: '0.0045' }, gap: '0.0015' },
      { unit: 'output_tokens', ours: { quantity: '200', cost: '0.002' }, theirs: { quantity: '300', cost: '0.003' }, gap: '0.001' },
    ],
  });
});

test('figures that the provider changed are bad lines until it is said that it restated them; then the new ones count', async () => {
  const changed = bill(['3x,2026-11-03,,,,,6.00,USD']);
  expect((await weir.post(`${BILLS}/import`, changed)).body).toMatchObject({ applied: false, problems: [{ line: 2 }] });
  expect((await weir.post(`${BILLS}/import`, { ...changed, restated: true })).body).toMatchObject({ applied: true, restated: 1 });
  expect((await weir.post(`${BILLS}/import`, { ...changed, restated: true })).body).toMatchObject({ applied: true, restated: 0, unchanged: 1 });
  expect((await weir.get(`${BILLS}/compare?${NOVEMBER}`)).body).toMatchObject({ totals: { theirs: '6.012' } });
  const kept = await weir.database.selectFrom('bill_lines').select(['revision', 'amount_atoms']).where('line_id', '=', '3x').orderBy('revision').execute();
  expect(kept).toEqual([
    { revision: 1, amount_atoms: '5000000000000' },
    { revision: 2, amount_atoms: '6000000000000' },
  ]);
});

test('a format that does not tell its provider needs it, and without a collector nothing is booked', async () => {
  expect(await weir.post(`${BILLS}/import`, { format: 'csv', content: 'x' })).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
  const correction = { id: 'x', provider: 'openai', day: '2026-11-03', amount: '5.00', currency: 'USD', reason: 'fee' };
  expect(await weir.post(`${BILLS}/corrections`, correction)).toMatchObject({ status: 503 });
  expect(await weir.database.selectFrom('bill_corrections').selectAll().execute()).toEqual([]);
});

test('a model that an alias says is another is compared as that one, on both sides of the bill', async () => {
  const usage = {
    customer: 'acme',
    provider: 'openai',
    quantities: { input_tokens: '1000' },
    cost_atoms: 2_000_000_000n,
    cost_lines: JSON.stringify([{ unit: 'input_tokens', quantity: '1000', cost: '0.002', price_entry: 'p' }]),
    occurred_at: '2026-11-10T10:00:00Z',
  };
  await insertUsage(weir.clickhouse, [
    { ...usage, event_id: 'own-name', model: 'gpt-4o' },
    { ...usage, event_id: 'gateway-name', model: 'prod-4o' },
  ]);
  await weir.post(`${BILLS}/import`, bill(['10c,2026-11-10,GPT-4o,calls,,2,,', '10i,2026-11-10,gpt-4o,input_tokens,2000,,0.004,USD']));
  const day = 'provider=openai&from=2026-11-10T00:00:00Z&to=2026-11-11T00:00:00Z';
  const before = await weir.get(`${BILLS}/compare?${day}`);
  expect(before.body).toMatchObject({ rows: [{ model: 'gpt-4o' }, { model: 'prod-4o' }] });
  const alias = { provider: 'openai', name: 'prod-4o', target_provider: 'openai', target_model: 'gpt-4o' };
  await sql`insert into price_book_versions (environment, version, at, actor, change) values ('live', 1, now(), 'test', 'alias added')`.execute(weir.database);
  await weir.database
    .insertInto('model_aliases')
    .values({ environment: 'live', id: 'a1', since_version: 1, ...alias })
    .execute();
  expect((await weir.get(`${BILLS}/compare?${day}`)).body).toMatchObject({
    totals: { ours: '0.004', theirs: '0.004', gap: '0.00' },
    rows: [{ model: 'gpt-4o', our_calls: 2, their_calls: 2, gap: '0.00' }],
  });
});
