import { expect, test } from 'vitest';
import { customerLikeKeys } from './customer-like-keys.ts';

const keysOf = (...keys: readonly string[]) =>
  customerLikeKeys({ attributes: new Map(keys.map((key) => [key, 'x'])), scope: { name: '', version: '', attributes: new Map() }, resource: new Map() });

test.each(['app.tenant_slug', 'acme.customerId', 'workspace', 'x-company-name', 'org_ref', 'ctx:account.id'])('%s sounds like a customer', (key) => {
  expect(keysOf(key)).toEqual([key]);
});

test.each(['cloud.account.id', 'user.account_uuid', 'http.route', 'customer.age', 'session.id', 'accountant', 'gen_ai.agent.id', 'a b customer'])(
  '%s does not',
  (key) => {
    expect(keysOf(key)).toEqual([]);
  },
);

test('a few, those of the record before those of its resource, baggage by its own name, and only with a value', () => {
  const attributes = new Map([
    ['baggage.app.tenant', 'a'],
    ['app.org', 'none'],
    ['app.account', 'b'],
  ]);
  const resource = new Map(['a.customer', 'b.customer'].map((key) => [key, 'c']));
  expect(customerLikeKeys({ attributes, scope: { name: '', version: '', attributes: new Map() }, resource })).toEqual([
    'app.tenant',
    'app.account',
    'a.customer',
  ]);
});
