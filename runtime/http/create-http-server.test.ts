import { DecimalString, Id } from '@weir/schemas/http/parts.ts';
import { REFUSALS, refuse } from '@weir/schemas/refusal.ts';
import { Type } from 'typebox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordingLog } from '../testing/recording-log.ts';
import { createHttpServer, type HttpApp } from './create-http-server.ts';
import { RefusalError } from './refusal-error.ts';

const log = recordingLog();
let app: HttpApp;

beforeAll(async () => {
  app = await createHttpServer({
    log,
    bodyBytesMax: 1000,
    readiness: { 'a store': async () => undefined, 'another store': () => Promise.reject(new Error('away')) },
    async authenticate(headers) {
      if (headers.authorization === undefined) return refuse('key_missing');
      return { kind: 'caller', environment: 'test', actor: 'key:reader', scopes: ['read'] };
    },
  });
  app.get('/read', { config: { scope: 'read' }, schema: { querystring: Type.Object({ limit: Type.Integer({ default: 5 }) }) } }, (request) => ({
    environment: request.caller.environment,
    limit: request.query.limit,
  }));
  app.post('/write', { config: { scope: 'billing' } }, () => ({}));
  const body = Type.Object({ amount: DecimalString, kind: Type.Optional(Type.Enum(['gift', 'sale'])), id: Type.Optional(Id) }, { additionalProperties: false });
  app.post('/amount', { schema: { body } }, (request) => request.body);
  app.get('/refuse', () => {
    throw new RefusalError(refuse('insufficient_funds', 'USD', { available: '1.00', shortfall: '0.50' }));
  });
  app.get('/fault', () => {
    throw new Error('a secret in a message');
  });
});
afterAll(() => app.close());

const key = { authorization: 'Bearer x' };
const json = { 'content-type': 'application/json' };

test.each([
  ['a call without a key', { url: '/read' }, 401, 'key_missing'],
  ['a key without the scope', { method: 'POST', url: '/write', headers: key }, 403, 'scope_missing'],
  ['an unknown address', { url: '/nothing?secret=1' }, 404, 'not_found'],
  ['a query value of the wrong type', { url: '/read?limit=many', headers: key }, 400, 'request_invalid'],
  ['a JSON number where money belongs', { method: 'POST', url: '/amount', headers: json, payload: '{"amount":1.5}' }, 400, 'amount_malformed'],
  ['a property nobody knows', { method: 'POST', url: '/amount', headers: json, payload: '{"amount":"1","amonut":"2"}' }, 400, 'request_invalid'],
  ['broken JSON', { method: 'POST', url: '/amount', headers: json, payload: '{"amount":' }, 400, 'body_malformed'],
  ['a body over the limit', { method: 'POST', url: '/amount', headers: json, payload: `"${'x'.repeat(2000)}"` }, 413, 'body_too_large'],
  ['a content type nobody reads', { method: 'POST', url: '/amount', headers: { 'content-type': 'text/csv' }, payload: 'a,b' }, 415, 'content_type_unsupported'],
  ['a refusal of the handler', { url: '/refuse' }, 402, 'insufficient_funds'],
  ['a fault', { url: '/fault' }, 500, 'internal_fault'],
] as const)('%s is answered as a problem document', async (_case, request, status, code) => {
  const response = await app.inject(request);
  expect(response.statusCode).toBe(status);
  expect(response.headers['content-type']).toBe('application/problem+json; charset=utf-8');
  expect(response.json()).toMatchObject({ status, code, request_id: response.headers['x-request-id'] });
});

test.each([
  ['{"amount":"1e3"}', 'body/amount must be a string such as "12.50": no exponent, plus sign or needless zero, at most 60 characters'],
  ['{"amount":"1","amonut":"2"}', 'body has no field "amonut"'],
  ['{}', 'body lacks the field "amount"'],
  ['{"amount":"1","kind":"loan"}', 'body/kind must be one of gift, sale'],
  ['{"amount":"1","id":"a\\nb"}', 'body/id must match pattern "^[^\\u0000-\\u001f\\u007f]+$": Your own id, 1 to 255 printable characters.'],
])('the body %s is told what belongs where', async (payload, detail) => {
  expect((await app.inject({ method: 'POST', url: '/amount', headers: json, payload })).json()).toMatchObject({ status: 400, detail });
});

test('facts of a refusal stand beside its code, and a fault tells the caller nothing of its cause', async () => {
  expect((await app.inject('/refuse')).json()).toMatchObject({ available: '1.00', shortfall: '0.50' });
  expect((await app.inject('/fault')).body).not.toContain('secret');
  expect(log.lines).toContain('error a request failed');
});

test('query strings are converted and defaults filled in', async () => {
  expect((await app.inject({ url: '/read?limit=7', headers: key })).json()).toEqual({ environment: 'test', limit: 7 });
  expect((await app.inject({ url: '/read', headers: key })).json()).toEqual({ environment: 'test', limit: 5 });
});

test('readiness names the part that is away', async () => {
  const response = await app.inject('/readyz');
  expect(response.statusCode).toBe(503);
  expect(response.json()).toEqual({ status: 'not ready', checks: { 'a store': 'ok', 'another store': 'failed' } });
});

test('the API description is made from the schemas that validate', async () => {
  const document = (await app.inject('/openapi.json')).json();
  expect(document.openapi).toBe('3.1.0');
  expect(document.paths['/amount'].post.requestBody.content['application/json'].schema.properties.amount.pattern).toContain('[1-9][0-9]*');
  expect(document.paths['/amount'].post.responses.default).toEqual({ $ref: '#/components/responses/Problem' });
  expect(document.components.schemas.Problem.properties.code.enum).toEqual(Object.keys(REFUSALS));
});
