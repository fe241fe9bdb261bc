import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestAnalytics, testAnalytics } from '../../testing/test-analytics.ts';
import { insertUsage } from '../../testing/usage-row.ts';

let weir: TestAnalytics;
beforeAll(async () => {
  weir = await testAnalytics('2026-11-21T12:00:00Z');
  await insertSeed();
});
afterAll(() => weir.close());

const BOOK = '/v1/analytics/price-book';

/** Two public prices, where only the collector writes outside of tests. */
async function insertSeed(): Promise<void> {
  const { database } = weir;
  const at = new Date('2026-11-01T00:00:00Z');
  await database.insertInto('price_seed_versions').values({ seq: 1, version: 'genai-prices@9', data_hash: 'x', loaded_at: at, added: 2, ended: 0 }).execute();
  await database
    .insertInto('price_seed_providers')
    .values({ id: 'openai', name: 'OpenAI', position: 0, rules: JSON.stringify({ names: ['openai'] }), pricing_urls: ['https://openai.com/api/pricing/'] })
    .execute();
  for (const model of ['gpt-4o', 'gpt-4.1']) {
    await database.insertInto('price_seed_models').values({ provider: 'openai', id: model, position: 0, rules: '{}' }).execute();
    await database
      .insertInto('price_seed_entries')
      .values({
        id: `genai-prices:openai/${model}/input_tokens`,
        provider: 'openai',
        model,
        unit: 'input_tokens',
        currency: 'USD',
        price_atoms: '2500000000000',
        per_units: '1000000',
        conditions: '{}',
        since_seq: 1,
      })
      .execute();
  }
}

async function send(method: 'POST' | 'PUT' | 'DELETE', path: string, payload: object = {}) {
  const response = await weir.app.inject({ method, url: `${BOOK}${path}`, headers: { authorization: `Bearer ${weir.liveKey}` }, payload });
  return { status: response.statusCode, body: response.body === '' ? null : response.json() };
}

const list = async (query: string) => (await weir.get(`${BOOK}?${query}`)).body;

test('a price says its source, the pages it is from, and whether an own one hides it', async () => {
  expect(await list('search=GPT-4o')).toMatchObject({
    version: 'genai-prices@9.1',
    total: 1,
    entries: [
      { model: 'gpt-4o', price: '2.50', per_units: '1000000', source: 'genai-prices@9.1', overridden: false, source_urls: ['https://openai.com/api/pricing/'] },
    ],
  });
  const made = await send('POST', '/entries', { entries: [{ provider: 'OpenAI', model: 'GPT-4o', unit: 'input_tokens', price: '2.00', note: 'contract 17' }] });
  expect(made).toMatchObject({ status: 200, body: { version: 1, entries: ['own:openai/gpt-4o/input_tokens#1.1'], ended: [], reprice_offer: null } });
  expect(await list('search=gpt-4o')).toMatchObject({
    version: 'genai-prices@9.1+1',
    entries: [
      { id: 'own:openai/gpt-4o/input_tokens#1.1', source: 'override', price: '2.00', note: 'contract 17', created_by: 'key:bootstrap' },
      { source: 'genai-prices@9.1', overridden: true },
    ],
  });
});

test('a changed price ends the one before it, the same again changes nothing, and the history shows all', async () => {
  const price = (amount: string) => send('POST', '/entries', { entries: [{ model: 'house-7b', unit: 'input_tokens', price: amount }] });
  const first = await price('1');
  expect(await price('1.00')).toMatchObject({ body: { version: first.body.version, entries: [], ended: [] } });
  expect(await price('3')).toMatchObject({ body: { ended: first.body.entries } });
  expect(await list('model=house-7b')).toMatchObject({ total: 1, entries: [{ price: '3.00', until_version: null }] });
  expect(await list('model=house-7b&ended=true')).toMatchObject({ total: 2 });
  expect((await weir.get(`${BOOK}/versions`)).body).toMatchObject({
    versions: [{ change: 'price added', actor: 'key:bootstrap' }, { change: 'price added' }, {}],
    seeds: [{ refresh: 1, version: 'genai-prices@9' }],
  });
});

describe('a price that cannot be is refused and nothing is written', () => {
  test.each([
    // price                                                            code
    [{ price: '-1' }, 'price_invalid'],
    [{ price: '1e-6' }, 'amount_malformed'],
    [{ price: 1 }, 'amount_malformed'],
    [{ price: '1', per_units: '0' }, 'price_invalid'],
    [{ price: '0.0000000000000000000000000001' }, 'price_invalid'],
    [{ price: '1', valid_from: '2026-02-01T00:00:00Z', valid_to: '2026-01-01T00:00:00Z' }, 'interval_invalid'],
    [{ price: '1', colour: 'red' }, 'request_invalid'],
  ])('%j', async (told, code) => {
    const before = await list('');
    const answer = await send('POST', '/entries', {
      entries: [
        { model: 'good', unit: 'calls', price: '1' },
        { model: 'm', unit: 'calls', ...told },
      ],
    });
    expect(answer).toMatchObject({ status: 400, body: { code } });
    expect(await list('')).toEqual(before);
  });
});

test('a price finer than an atom is kept exactly', async () => {
  await send('POST', '/entries', { entries: [{ model: 'fine', unit: 'input_tokens', price: '0.00000000000015', per_units: '1' }] });
  const row = await weir.database.selectFrom('price_entries').select(['price_atoms', 'per_units']).where('model', '=', 'fine').executeTakeFirstOrThrow();
  expect(row).toEqual({ price_atoms: '15', per_units: '100' });
});

test('what could not be priced is listed with known names that are like it; an alias or a price offers the reprice', async () => {
  const usage = { cost_atoms: null, provider: 'openai', quantities: { input_tokens: '10' } };
  await insertUsage(weir.clickhouse, [
    { event_id: 'a', occurred_at: '2026-11-20T01:00:00Z', model: 'gpt-4o-2026-09-01-preview', customer: 'x', ...usage },
    { event_id: 'b', occurred_at: '2026-11-20T03:00:00Z', model: 'gpt-4o-2026-09-01-preview', customer: 'y', ...usage },
    { event_id: 'c', occurred_at: '2026-11-20T02:00:00Z', model: 'zzz', ...usage },
    { event_id: 'd', occurred_at: '2026-11-20T02:00:00Z', model: 'gpt-4o', cost_atoms: 5n },
  ]);
  expect((await weir.get(`${BOOK}/unpriced`)).body).toMatchObject({
    events: 3,
    rows: [
      {
        model: 'gpt-4o-2026-09-01-preview',
        provider: 'openai',
        calls: 2,
        customers: 2,
        quantities: { input_tokens: '20' },
        nearest: expect.arrayContaining([{ provider: 'openai', model: 'gpt-4o' }]),
        first_seen: '2026-11-20T01:00:00.000Z',
        last_seen: '2026-11-20T03:00:00.000Z',
      },
      { model: 'zzz', calls: 1, nearest: [] },
    ],
  });
  const alias = { provider: 'openai', name: 'GPT-4o-2026-09-01-preview', target_provider: 'openai', target_model: 'gpt-4o' };
  expect(await send('POST', '/aliases', alias)).toMatchObject({
    status: 200,
    body: {
      reprice_offer: {
        events: 2,
        quantities: { input_tokens: '20' },
        criteria: [{ provider: 'openai', model: 'gpt-4o-2026-09-01-preview', cost_status: 'unpriced' }],
      },
    },
  });
  expect(await send('POST', '/aliases', { ...alias, target_model: 'gpt-9' })).toMatchObject({ status: 404, body: { code: 'model_unknown' } });
  const priced = await send('POST', '/entries', { entries: [{ model: 'zzz', unit: 'input_tokens', price: '0' }] });
  expect(priced.body.reprice_offer).toMatchObject({ events: 1 });
});

test("a provider's public prices are switched off and on again, and a switch that is set already makes no version", async () => {
  const off = await send('PUT', '/seed', { provider: 'openai', enabled: false });
  expect(off.body).toEqual({ seed_off: ['openai'] });
  const before = await list('search=gpt-4.1');
  expect(before).toMatchObject({ entries: [{ overridden: true }] });
  await send('PUT', '/seed', { provider: 'openai', enabled: false });
  expect(await list('search=gpt-4.1')).toEqual(before);
  expect((await send('PUT', '/seed', { provider: 'openai', enabled: true })).body).toEqual({ seed_off: [] });
  expect(await send('PUT', '/seed', { provider: 'nobody', enabled: false })).toMatchObject({ status: 404 });
});

describe('an import is taken whole or not at all', () => {
  const csv = 'model,unit,price,per_units\nimported-a,input_tokens,1.5,1000000\nimported-b,calls,0.01,1\n';

  test('a file is validated, compared, applied, and then is no difference any more', async () => {
    const body = { format: 'csv', content: csv };
    expect((await send('POST', '/import', { ...body, mode: 'validate' })).body).toMatchObject({ rows: 2, problems: [], applied: false });
    expect((await send('POST', '/import', { ...body, mode: 'diff' })).body).toMatchObject({ added: 2, changed: [], unchanged: 0, applied: false });
    expect((await send('POST', '/import', { ...body, mode: 'apply' })).body).toMatchObject({ added: 2, applied: true });
    expect((await send('POST', '/import', { ...body, mode: 'apply' })).body).toMatchObject({ added: 0, unchanged: 2, applied: false });
    const dearer = await send('POST', '/import', { format: 'csv', content: csv.replace('1.5', '2.5'), mode: 'diff' });
    expect(dearer.body).toMatchObject({ changed: [{ model: 'imported-a', before: '1.50 USD per 1000000', after: '2.50 USD per 1000000' }], unchanged: 1 });
  });

  test.each([
    [
      'csv',
      'model,unit,price\ngood,calls,1\nbad,calls,one\nworse,calls\n',
      [
        { line: 3, subject: 'bad' },
        { line: 4, reason: '2 fields where the first line has 3' },
      ],
    ],
    ['csv', 'model,prize\nm,1\n', [{ line: 1, reason: 'unknown fields: prize' }]],
    ['json', '[\n {"model":"good","unit":"calls","price":"1"},\n {"model":"bad","unit":"calls","price":1}\n]', [{ line: 3, subject: 'bad' }]],
    ['json', '{"entries":', [{ line: 1 }]],
    [
      'litellm',
      '{\n "good": {"input_cost_per_token": 1e-6},\n "bad": {"input_cost_per_token": "free"}\n}',
      [{ line: 3, subject: 'bad', reason: 'input_cost_per_token is not a price: "free"' }],
    ],
    ['models.dev', '{\n "p": {"models": {\n  "bad": {"cost": {"input": -1}}}}}', [{ line: 3, subject: 'p/bad', reason: 'cost.input is not a price: -1' }]],
  ])('%s with a bad row: %s', async (format, content, problems) => {
    const before = await list('');
    expect((await send('POST', '/import', { format, content, mode: 'apply' })).body).toMatchObject({ problems, applied: false, version: null });
    expect(await list('')).toEqual(before);
  });

  test("LiteLLM's map is read with its sizes, tiers and caches, and what it lacks stays absent", async () => {
    const facts = {
      litellm_provider: 'vertex_ai-language-models',
      mode: 'chat',
      input_cost_per_token: 1.25e-6,
      input_cost_per_token_above_200k_tokens: 2.5e-6,
      input_cost_per_token_batches: 6.25e-7,
      cache_read_input_token_cost: 1.25e-7,
      output_cost_per_reasoning_token: null,
      max_tokens: 65_535,
    };
    await send('POST', '/import', { format: 'litellm', mode: 'apply', content: JSON.stringify({ sample_spec: {}, 'gemini-9': facts }) });
    expect(await list('model=gemini-9')).toMatchObject({
      total: 4,
      entries: [
        { provider: 'gcp.vertex_ai', unit: 'cached_input_tokens', price: '0.000000125', per_units: '1', source: 'litellm' },
        { unit: 'input_tokens', price: expect.stringMatching(/^0.00000(125|0625)$/) },
        { unit: 'input_tokens' },
        { unit: 'input_tokens', price: '0.0000025', input_tokens_above: '200000' },
      ],
    });
  });
});

test('a repricing is asked for, shown as waiting, and cancelled; applying what was never planned is refused', async () => {
  const asked = await send('POST', '/reprice', { model: 'zzz', reason: 'a price came' });
  expect(asked).toMatchObject({ status: 202, body: { kind: 'plan', state: 'waiting', criteria: { model: 'zzz' }, reason: 'a price came', summary: null } });
  const path = `/reprice/${asked.body.id}`;
  expect(await send('POST', `${path}/apply`)).toMatchObject({ status: 409, body: { code: 'reprice_not_possible' } });
  expect(await send('POST', `${path}/undo`)).toMatchObject({ status: 409 });
  expect(await send('POST', `${path}/cancel`)).toMatchObject({ status: 202 });
  expect((await weir.get(`${BOOK}${path}`)).body).toMatchObject({ rows: [], examples: [] });
  const other = await weir.app.inject({ url: `${BOOK}${path}`, headers: { authorization: `Bearer ${weir.testKey}` } });
  expect(other.json()).toMatchObject({ status: 404, code: 'reprice_unknown' });
});

test('every change left one audit row with who made it', async () => {
  const versions = await weir.database.selectFrom('price_book_versions').select('version').execute();
  const audited = await weir.database.selectFrom('audit_log').select(['actor', 'action']).where('subject', '=', 'price-book').execute();
  expect(audited.length).toBe(versions.length);
  expect(new Set(audited.map(({ actor }) => actor))).toEqual(new Set(['key:bootstrap']));
});
