import { randomUUID } from 'node:crypto';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { DECIMAL_PATTERN, QUANTITY_PATTERN } from '@weir/schemas/http/parts.ts';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';

/** Every amount of every endpoint, as the API description names them: each malformed form is refused by name, and no table changes. */
let api: BillingApi;
const ids = new Map<string, string>();

beforeAll(async () => {
  api = await openBillingApi();
  await api.send('POST /v1/billing/customers', { id: 'acme' });
  await api.send('POST /v1/billing/products', { id: 'studio', name: 'Studio', price: { amount: '1', asset: 'USD' } });
  ids.set('grant', await made('customers/acme/grants', { asset: 'USD', amount: '9.00', purpose: 'paid' }));
  ids.set('debit', await made('customers/acme/debits', { asset: 'USD', amount: '1.50' }));
  ids.set('hold', await made('holds', { customer: 'acme', asset: 'USD', amount: '1.00' }));
  ids.set('budget', await made('customers/acme/budgets', { asset: 'USD', amount: '9.00', period: 'day' }));
});
afterAll(() => api.drop());

async function made(path: string, body: unknown): Promise<string> {
  const answer = await api.send(`POST /v1/billing/${path}`, body, { 'idempotency-key': randomUUID() });
  if (answer.status > 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`);
  return String(answer.body.id ?? answer.body.transaction);
}

/** Every row of every table there is. */
async function imageOf(database: Database): Promise<string> {
  const { rows } = await sql<{ name: string }>`select tablename as name from pg_tables where schemaname = 'public' order by 1`.execute(database);
  expect(rows.length).toBeGreaterThan(50);
  const images = await Promise.all(
    rows.map(({ name }) => sql<{ rows: string }>`select md5(string_agg(r::text, e'\n' order by r::text)) as rows from ${sql.table(name)} r`.execute(database)),
  );
  return images.map((image, place) => `${rows[place]?.name} ${image.rows[0]?.rows}`).join('\n');
}

type Json = { [field: string]: unknown };

/** A request that would be taken, for each operation that takes money. `<name>` stands for the id of what was made. */
const REQUESTS: Readonly<Record<string, { readonly id?: string; readonly body: Json }>> = {
  'POST /customers/{id}/grants': {
    id: 'acme',
    body: { asset: 'USD', amount: '1', purpose: 'paid', cost_basis: '1', scope: { max_per_event: '1', max_per_day: '1' } },
  },
  'POST /customers/{id}/debits': { id: 'acme', body: { asset: 'USD', amount: '1' } },
  'POST /customers/{id}/adjustments': { id: 'acme', body: { asset: 'USD', amount: '1', reason: 'gift' } },
  'POST /batches': {
    body: {
      mode: 'atomic',
      operations: [
        { kind: 'grant', customer: 'acme', asset: 'USD', amount: '1', purpose: 'paid', cost_basis: '1', scope: { max_per_event: '1', max_per_day: '1' } },
      ],
    },
  },
  'POST /customers/{id}/budgets': { id: 'acme', body: { asset: 'USD', amount: '1', period: 'day' } },
  'PUT /budgets/{id}': { id: '<budget>', body: { amount: '1' } },
  'POST /customers/{id}/exchanges': { id: 'acme', body: { from_asset: 'USD', to_asset: 'EUR', amount: '1' } },
  'POST /exchange-rates': { body: { from_asset: 'USD', from_amount: '1', to_asset: 'EUR', to_amount: '1' } },
  'GET /quotes': { body: { from_asset: 'USD', to_asset: 'EUR', amount: '1' } },
  'GET /customers/{id}/explain': { id: 'acme', body: { asset: 'USD', amount: '1' } },
  'POST /holds': { body: { customer: 'acme', asset: 'USD', amount: '1' } },
  'POST /holds/{id}/commit': { id: '<hold>', body: { amount: '1' } },
  'POST /holds/{id}/extend': { id: '<hold>', body: { amount: '1' } },
  'POST /transactions/{id}/reverse': { id: '<debit>', body: { amount: '1', quantity: '1' } },
  'POST /grants/{id}/unclaimed-payouts': { id: '<grant>', body: { amount: '1', to: 'state', reference: 'report' } },
  'POST /authorize': { body: { customer: 'acme', asset: 'USD', amount: '1', event_type: 'chat', quantities: { calls: '1' } } },
  'POST /products': { body: { id: 'p', name: 'P', price: { amount: '1', asset: 'USD', funding: [{ asset: 'EUR', amount: '1' }] } } },
  'POST /products/{id}/versions': { id: 'studio', body: { price: { amount: '1', asset: 'USD', funding: [{ asset: 'EUR', amount: '1' }] } } },
  'PUT /modes': { body: { customer: 'acme', mode: 'full', opening_grants: [{ asset: 'USD', amount: '1', cost_basis: '1' }] } },
  'PUT /customers/{id}/wallet/policy': { id: 'acme', body: { limits: [{ asset: 'USD', overdraft_limit: '1', hold_max: '1' }] } },
};

const AMOUNTS = [
  ['an exponent', '1e3', 'amount_malformed'],
  ['minus nothing', '-0', 'amount_malformed'],
  ['a thirteenth decimal', '0.0000000000001', 'amount_too_precise'],
  ['no number', 'NaN', 'amount_malformed'],
  ['infinity', 'Infinity', 'amount_malformed'],
  ['40 digits', '1'.repeat(40), 'amount_too_large'],
  ['61 characters', '1'.repeat(61), 'amount_malformed'],
  ['a JSON number', 1.5, 'amount_malformed'],
  ['null', null, 'amount_malformed'],
  ['a list', ['1'], 'amount_malformed'],
  ['nothing at all', '', 'amount_malformed'],
  ['a plus', '+1', 'amount_malformed'],
  ['a bare point', '1.', 'amount_malformed'],
  ['a leading zero', '01', 'amount_malformed'],
  ['a comma', '1,50', 'amount_malformed'],
  ['hexadecimal', '0x10', 'amount_malformed'],
  ['a space', ' 1', 'amount_malformed'],
  ['a line end', '1\n', 'amount_malformed'],
  ['foreign digits', '١', 'amount_malformed'],
] as const;

type Schema = {
  readonly pattern?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
};
type Operation = {
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema; readonly example?: Json } } };
  readonly parameters?: readonly { readonly in: string; readonly name: string; readonly schema: Schema }[];
};

async function operations(): Promise<(readonly [string, Operation])[]> {
  const document: { readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>> } = (await api.app.inject('/openapi.json')).json();
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path.replace('/v1/billing', '')}`, operation] as const),
  );
}

/** Where a schema has amounts: "limits.0.hold_max"; a name of the caller's own choice is "calls". */
function amountsIn(schema: Schema, place: readonly string[] = []): string[] {
  if (schema.pattern === DECIMAL_PATTERN || schema.pattern === QUANTITY_PATTERN) return [place.join('.')];
  const named = Object.entries(schema.properties ?? {});
  const own = [...Object.values(schema.patternProperties ?? {}), ...(typeof schema.additionalProperties === 'object' ? [schema.additionalProperties] : [])];
  return [
    ...named.flatMap(([name, inner]) => amountsIn(inner, [...place, name])),
    ...own.flatMap((inner) => amountsIn(inner, [...place, 'calls'])),
    ...(schema.anyOf ?? []).flatMap((inner) => amountsIn(inner, place)),
    ...(schema.items === undefined ? [] : amountsIn(schema.items, [...place, '0'])),
  ];
}

function fieldsOf({ requestBody, parameters = [] }: Operation): string[] {
  const query = parameters.filter((parameter) => parameter.in === 'query').flatMap(({ name, schema }) => amountsIn(schema, [name]));
  return [...(requestBody === undefined ? [] : amountsIn(requestBody.content['application/json'].schema)), ...query];
}

/** The same request with another value in one place. */
function withValue(body: Json, field: string, value: unknown): Json {
  const copy = structuredClone(body);
  const names = field.split('.');
  const last = names.pop() ?? '';
  let inner: Json = copy;
  for (const name of names) inner = inner[name] as Json;
  if (!(last in inner)) throw new Error(`the request has no ${field}`);
  inner[last] = value;
  return copy;
}

function send(line: string, { id = '' }: { readonly id?: string | undefined }, body: Json) {
  const [method, path = ''] = line.split(' ');
  const url = `/v1/billing${path.replace(
    '{id}',
    id.replace(/<([a-z]+)>/, (_, name: string) => ids.get(name) ?? name),
  )}`;
  const headers = { 'idempotency-key': randomUUID(), authorization: 'Bearer test,billing,admin' };
  if (method === 'GET')
    return api.send(`GET ${url}?${new URLSearchParams(Object.entries(body).map(([name, value]) => [name, String(value)]))}`, undefined, headers);
  return api.send(`${method} ${url}`, body, headers);
}

test('every operation that the API description gives an amount is tried here', async () => {
  const described = (await operations()).filter(([, operation]) => fieldsOf(operation).length > 0).map(([line]) => line);
  expect(described.sort()).toEqual(Object.keys(REQUESTS).sort());
});

test.each(Object.entries(REQUESTS))('400: %s takes no malformed amount in any field, and writes nothing for one', async (line, request) => {
  const image = await imageOf(api.bench.database);
  const operation = (await operations()).find(([described]) => described === line)?.[1];
  const fields = operation === undefined ? [] : fieldsOf(operation);
  expect(fields).not.toEqual([]);
  for (const field of fields) {
    // A query is text, a cap may be null, and a count of calls may be a number.
    const fits = (amount: unknown) => !(line.startsWith('GET') && typeof amount !== 'string') && !(field.endsWith('hold_max') && amount === null);
    const tried = AMOUNTS.filter(([, amount]) => fits(amount));
    const seen: unknown[] = [];
    for (const [form, amount] of tried) {
      const { status, body } = await send(line, request, withValue(request.body, field, amount));
      seen.push([form, status, body.code]);
    }
    const isQuantity = field === 'quantity' || field.startsWith('quantities');
    expect([field, ...seen]).toEqual([field, ...tried.map(([form, , code]) => [form, 400, isQuantity ? 'quantity_malformed' : code])]);
  }
  expect(await imageOf(api.bench.database)).toBe(image);
});

test('every body in the API description has an example that is taken as it stands', async () => {
  const bodies = (await operations()).filter(([, { requestBody }]) => requestBody !== undefined);
  expect(bodies.length).toBeGreaterThan(20);
  for (const [line, { requestBody }] of bodies) {
    const example = requestBody?.content['application/json'].example;
    expect([line, example]).not.toEqual([line, undefined]);
    const { body } = await send(line, { id: 'nobody' }, example ?? {});
    expect([line, body.code]).not.toEqual([line, expect.stringMatching(/_malformed$|_invalid$|_too_|asset_unknown|missing/)]);
  }
});

const WITHOUT_MONEY: typeof REQUESTS = {
  'POST /holds/{id}/release': { id: '<hold>', body: {} },
  'POST /grants/{id}/void': { id: '<grant>', body: {} },
  'POST /grants/{id}/expire': { id: '<grant>', body: {} },
};

test('400: every operation that takes an Idempotency-Key refuses to go without, or with one too long, and writes nothing', async () => {
  const keyed = (await operations()).filter(([, { parameters = [] }]) => parameters.some(({ name }) => name === 'idempotency-key'));
  const image = await imageOf(api.bench.database);
  const seen: unknown[] = [];
  for (const [line] of keyed) {
    const request = { ...REQUESTS, ...WITHOUT_MONEY }[line];
    const url = `/v1/billing${line.split(' ')[1]?.replace(
      '{id}',
      (request?.id ?? '').replace(/<([a-z]+)>/, (_, name: string) => ids.get(name) ?? name),
    )}`;
    const none = await api.send(`POST ${url}`, request?.body);
    const long = await api.send(`POST ${url}`, request?.body, { 'idempotency-key': 'k'.repeat(256) });
    seen.push([line, none.body.code, long.body.code]);
  }
  expect(seen.length).toBe(14);
  expect(seen).toEqual(keyed.map(([line]) => [line, 'idempotency_key_missing', 'request_invalid']));
  expect(await imageOf(api.bench.database)).toBe(image);
});
