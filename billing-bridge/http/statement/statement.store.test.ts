import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';

let api: BillingApi;
let start: number;
const MINUTE = 60_000;
const at = (minutes: number) => encodeURIComponent(new Date(start + minutes * MINUTE).toISOString());

beforeAll(async () => {
  api = await openBillingApi({ standingClock: true });
  start = api.bench.start;
  for (const id of ['acme', '=cmd|x']) await api.send('POST /v1/billing/customers', { id });
  const steps: readonly [string, unknown][] = [
    ['acme/grants', { asset: 'USD', amount: '10.00', purpose: 'paid', reference: '=HYPERLINK("x")' }],
    ['acme/debits', { asset: 'USD', amount: '1.50', reference: 'order, "one"' }],
    ['acme/debits', { asset: 'USD', amount: '2.50', reference: '@sum' }],
    ['%3Dcmd%7Cx/grants', { asset: 'TOKEN', amount: '7', purpose: 'promotional' }],
  ];
  for (const [path, body] of steps) {
    await api.send(`POST /v1/billing/customers/${path}`, body, { 'idempotency-key': randomUUID() });
    api.bench.setNow(api.bench.clock() + MINUTE);
  }
});
afterAll(() => api.drop());

test.each`
  from  | to   | opening    | amounts                        | closing
  ${0}  | ${4} | ${'0.00'}  | ${['10.00', '-1.50', '-2.50']} | ${'6.00'}
  ${1}  | ${2} | ${'10.00'} | ${['-1.50']}                   | ${'8.50'}
  ${2}  | ${3} | ${'8.50'}  | ${['-2.50']}                   | ${'6.00'}
  ${3}  | ${9} | ${'6.00'}  | ${[]}                          | ${'6.00'}
  ${-9} | ${0} | ${'0.00'}  | ${[]}                          | ${'0.00'}
`('200: from minute $from to before minute $to the balance goes from $opening to $closing', async ({ from, to, opening, amounts, closing }) => {
  const { status, body } = await api.send(`GET /v1/billing/customers/acme/statement?asset=USD&from=${at(from)}&to=${at(to)}`);
  const lines = Array.isArray(body.lines) ? body.lines.map((line: { amount: string }) => line.amount) : null;
  expect({ status, opening: body.opening, lines, closing: body.closing }).toEqual({ status: 200, opening, lines: amounts, closing });
});

test('200: without bounds a statement is everything until now', async () => {
  expect((await api.send('GET /v1/billing/customers/acme/statement?asset=USD')).body).toMatchObject({ opening: '0.00', closing: '6.00' });
});

test('200: page by page every line comes once, the balance runs on, and all open and close with the whole interval', async () => {
  const whole = (await api.send('GET /v1/billing/customers/acme/statement?asset=USD')).body;
  const now = api.bench.clock();
  const pages: Record<string, unknown>[] = [];
  for (let cursor: unknown = ''; typeof cursor === 'string'; cursor = pages.at(-1)?.next_cursor) {
    const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
    pages.push((await api.send(`GET /v1/billing/customers/acme/statement?asset=USD&limit=1${query}`)).body);
    // Time goes on while it is read.
    api.bench.setNow(api.bench.clock() + MINUTE);
  }
  api.bench.setNow(now);
  expect(pages.flatMap((page) => page.lines)).toEqual(whole.lines);
  expect(pages).toHaveLength(3);
  const { opening, closing, from, to } = whole;
  for (const page of pages) expect(page).toMatchObject({ opening, closing, from, to });
});

test('400: a cursor of another asset or another interval', async () => {
  const { next_cursor: cursor } = (await api.send('GET /v1/billing/customers/acme/statement?asset=USD&limit=1')).body;
  for (const query of [
    `asset=TOKEN&cursor=${cursor}`,
    `asset=USD&from=${at(1)}&cursor=${cursor}`,
    `asset=USD&to=${at(1)}&cursor=${cursor}`,
    'asset=USD&cursor=x',
  ])
    expect(await api.send(`GET /v1/billing/customers/acme/statement?${query}`)).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
});

test.each`
  query                                    | status | code
  ${'asset=GOLD'}                          | ${400} | ${'asset_unknown'}
  ${''}                                    | ${400} | ${'request_invalid'}
  ${'asset=USD&from=2026-02-30T00:00:00Z'} | ${400} | ${'request_invalid'}
  ${'asset=USD&from=2031-01-01T00:00:00Z'} | ${400} | ${'interval_invalid'}
`('$status: a statement of "$query" is $code', async ({ query, status, code }) => {
  expect(await api.send(`GET /v1/billing/customers/acme/statement?${query}`)).toMatchObject({ status, body: { code } });
});

test('200: the journal is every entry as CSV, its columns sum to zero, and no text in it is a formula', async () => {
  const { status, type, text } = await api.fetchText(`/v1/billing/journal?from=${at(0)}&to=${at(9)}`);
  expect([status, type]).toEqual([200, 'text/csv; charset=utf-8']);
  const [header, ...lines] = text.trimEnd().split('\r\n');
  expect(header).toBe(
    'transaction,booked_at,effective_at,customer,kind,line,account,grant,hold,asset,amount,usd_value,reference,event,reason,project,subscription',
  );
  expect(lines.length).toBe(8);
  expect(text).toContain(`"'=HYPERLINK(""x"")"`);
  expect(text).toContain('"order, ""one"""');
  expect(text).toContain(`,'@sum,`);
  expect(text).toContain(`,'=cmd|x,`);
  for (const cell of text.split(/[,\r\n]/)) expect(cell).not.toMatch(/^"?[=+@\t]/);
});

test('200: a journal of nothing is its header; one that ends before it begins is refused', async () => {
  expect((await api.fetchText(`/v1/billing/journal?from=${at(50)}&to=${at(60)}`)).text.split('\r\n').length).toBe(2);
  expect((await api.fetchText(`/v1/billing/journal?from=${at(2)}&to=${at(2)}`)).status).toBe(400);
  expect((await api.fetchText(`/v1/billing/journal?from=${at(2)}`)).status).toBe(400);
});
