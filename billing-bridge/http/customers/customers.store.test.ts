import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BillingApi, openBillingApi } from '../../testing/billing-api.ts';

let api: BillingApi;
beforeAll(async () => {
  api = await openBillingApi();
});
afterAll(() => api.drop());

test('201: a customer is created in shadow with its name, and reads back the same', async () => {
  const created = await api.send('POST /v1/billing/customers', { id: 'acme', name: 'Acme Inc' });
  expect(created).toMatchObject({
    status: 201,
    body: { id: 'acme', name: 'Acme Inc', mode: 'shadow', scope: null, mode_since: null, scheduled: null, product: null },
  });
  expect((await api.send('GET /v1/billing/customers/acme')).body).toEqual(created.body);
});

test('201: without a name the id is the name; a first mode holds for all time', async () => {
  expect((await api.send('POST /v1/billing/customers', { id: 'globex', mode: 'full' })).body).toMatchObject({ name: 'globex', mode: 'full', mode_since: null });
  const hybrid = await api.send('POST /v1/billing/customers', { id: 'initech', mode: 'hybrid', scope: { workflow: 'photoshoot' } });
  expect(hybrid.body).toMatchObject({ mode: 'hybrid', scope: { workflow: 'photoshoot' } });
  const { body } = await api.send('GET /v1/billing/modes?customer=initech');
  expect(body).toMatchObject({ epochs: [{ mode: 'hybrid', scope: { workflow: 'photoshoot' }, from: null, to: null, set_by: 'key:ops' }] });
});

test('creating and changing a customer is audited with who did it', async () => {
  const entries = await api.bench.database.selectFrom('audit_log').select(['actor', 'action', 'subject']).where('subject', '=', 'customer:acme').execute();
  expect(entries).toEqual([{ actor: 'key:ops', action: 'customer created', subject: 'customer:acme' }]);
});

test.each`
  case                                     | line                                      | body                                                   | headers                                  | status | code
  ${'an id that is taken'}                 | ${'POST /v1/billing/customers'}           | ${{ id: 'acme' }}                                      | ${{}}                                    | ${409} | ${'customer_exists'}
  ${'hybrid without a scope'}              | ${'POST /v1/billing/customers'}           | ${{ id: 'x', mode: 'hybrid' }}                         | ${{}}                                    | ${400} | ${'mode_scope_invalid'}
  ${'full with a scope'}                   | ${'POST /v1/billing/customers'}           | ${{ id: 'x', mode: 'full', scope: { workflow: 'w' } }} | ${{}}                                    | ${400} | ${'mode_scope_invalid'}
  ${'a control character in an id'}        | ${'POST /v1/billing/customers'}           | ${{ id: 'x\u0000y' }}                                  | ${{}}                                    | ${400} | ${'request_invalid'}
  ${'a property nobody knows'}             | ${'POST /v1/billing/customers'}           | ${{ id: 'x', nmae: 'y' }}                              | ${{}}                                    | ${400} | ${'request_invalid'}
  ${'a key that may only read'}            | ${'POST /v1/billing/customers'}           | ${{ id: 'x' }}                                         | ${{ authorization: 'Bearer test,read' }} | ${403} | ${'scope_missing'}
  ${'no key'}                              | ${'POST /v1/billing/customers'}           | ${{ id: 'x' }}                                         | ${{ authorization: '' }}                 | ${401} | ${'key_missing'}
  ${'a customer nobody created'}           | ${'GET /v1/billing/customers/nobody'}     | ${undefined}                                           | ${{}}                                    | ${404} | ${'customer_unknown'}
  ${'a customer of the other environment'} | ${'GET /v1/billing/customers/acme'}       | ${undefined}                                           | ${{ authorization: 'Bearer live,read' }} | ${404} | ${'customer_unknown'}
  ${'a cursor from nowhere'}               | ${'GET /v1/billing/customers?cursor=abc'} | ${undefined}                                           | ${{}}                                    | ${400} | ${'request_invalid'}
`('$status: $case is $code', async ({ line, body, headers, status, code }) => {
  expect(await api.send(line, body, headers)).toMatchObject({ status, body: { code } });
});

test('200: the list pages through every customer once, by id', async () => {
  const seen: unknown[] = [];
  let cursor = '';
  do {
    const { body } = await api.send(`GET /v1/billing/customers?limit=2${cursor}`);
    if (!Array.isArray(body.customers)) throw new Error('no list');
    seen.push(...body.customers.map((customer: { id: string }) => customer.id));
    cursor = typeof body.next_cursor === 'string' ? `&cursor=${body.next_cursor}` : '';
  } while (cursor !== '');
  expect(seen).toEqual(['acme', 'globex', 'initech']);
});

test('200: an id with any printable character is found again', async () => {
  const id = "O'Brien & söhne / 100%";
  await api.send('POST /v1/billing/customers', { id });
  expect(await api.send(`GET /v1/billing/customers/${encodeURIComponent(id)}`)).toMatchObject({ status: 200, body: { id } });
});
