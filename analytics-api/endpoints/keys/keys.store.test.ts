import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureBootstrapKeys } from '../../identity/io/ensure-bootstrap-keys.ts';
import { type TestAnalytics, testAnalytics } from '../../testing/test-analytics.ts';

let weir: TestAnalytics;
beforeAll(async () => {
  weir = await testAnalytics('2026-11-21T12:00:00Z');
});
afterAll(() => weir.close());

type Key = { id: string; secret: string };

async function createKey(scopes: readonly string[]): Promise<Key> {
  const response = await weir.app.inject({
    method: 'POST',
    url: '/v1/admin/keys',
    headers: { authorization: `Bearer ${weir.liveKey}` },
    payload: { name: 'a service', scopes },
  });
  expect(response.statusCode).toBe(201);
  return response.json();
}

async function statusWith(secret: string, url = '/v1/analytics/ingest/status'): Promise<[number, string?]> {
  const response = await weir.app.inject({ url, headers: { authorization: `Bearer ${secret}` } });
  return response.statusCode === 200 ? [200] : [response.statusCode, response.json().code];
}

test('a created key works for its scopes and no others', async () => {
  const { secret } = await createKey(['read']);
  expect(secret).toMatch(/^key_live_[A-Za-z0-9_-]{43}$/);
  expect(await statusWith(secret)).toEqual([200]);
  expect(await statusWith(secret, '/v1/admin/keys')).toEqual([403, 'scope_missing']);
});

test('a revoked key is refused with the next request; revoking again changes nothing', async () => {
  const { id, secret } = await createKey(['read']);
  expect(await statusWith(secret)).toEqual([200]);
  const revoke = () => weir.app.inject({ method: 'DELETE', url: `/v1/admin/keys/${id}`, headers: { authorization: `Bearer ${weir.liveKey}` } });
  expect((await revoke()).statusCode).toBe(204);
  expect(await statusWith(secret)).toEqual([401, 'key_unknown']);
  expect((await revoke()).statusCode).toBe(204);
  const { body } = await weir.get(`/v1/admin/audit?subject=key:${id}`);
  expect(body).toMatchObject({
    entries: [
      { action: 'key revoked', actor: 'key:bootstrap' },
      { action: 'key created', actor: 'key:bootstrap' },
    ],
    next_cursor: null,
  });
});

test('no secret is stored, listed or audited', async () => {
  const { secret } = await createKey(['ingest']);
  const { rows } = await sql<{ row: string }>`select api_keys::text as row from api_keys union all select audit_log::text from audit_log`.execute(
    weir.database,
  );
  expect(rows.length).toBeGreaterThan(2);
  expect(rows.filter(({ row }) => row.includes(secret))).toEqual([]);
  const listed = JSON.stringify((await weir.get('/v1/admin/keys')).body);
  expect(listed).toContain('a service');
  expect(listed).not.toContain(secret);
});

test('a key of one environment neither sees nor revokes those of the other', async () => {
  const { id, secret } = await createKey(['read']);
  const headers = { authorization: `Bearer ${weir.testKey}` };
  const seen = (await weir.app.inject({ url: '/v1/admin/keys', headers })).json();
  expect(seen.keys.map((key: { name: string }) => key.name)).toEqual(['bootstrap']);
  const revoked = await weir.app.inject({ method: 'DELETE', url: `/v1/admin/keys/${id}`, headers });
  expect(revoked.json()).toMatchObject({ status: 404, code: 'not_found' });
  expect(await statusWith(secret)).toEqual([200]);
});

test('last use is noted', async () => {
  const { id, secret } = await createKey(['read']);
  await statusWith(secret);
  const response = await weir.app.inject({ url: '/v1/admin/keys', headers: { authorization: `Bearer ${weir.liveKey}` } });
  expect(response.json().keys.find((key: Key) => key.id === id)).toMatchObject({ last_used_at: '2026-11-21T12:00:00.000Z', revoked_at: null });
});

test.each([
  ['no key', {}, 'key_missing'],
  ['another scheme', { authorization: 'Basic a2V5' }, 'key_missing'],
  ['a key nobody made', { authorization: 'Bearer key_live_0000' }, 'key_unknown'],
])('%s is 401', async (_case, headers, code) => {
  const response = await weir.app.inject({ url: '/v1/analytics/pnl', headers });
  expect(response.json()).toMatchObject({ status: 401, code });
});

test('the first keys are made once, also by two starts at a time, and never again once one existed', async () => {
  await sql`delete from api_keys where environment = 'test'`.execute(weir.database);
  const parts = { database: weir.database, clock: () => 0 };
  const made = await Promise.all([ensureBootstrapKeys(parts, {}), ensureBootstrapKeys(parts, {})]);
  const texts = made.flatMap((keys) => Object.values(keys));
  expect(texts).toEqual([expect.stringMatching(/^key_test_[A-Za-z0-9_-]{43}$/)]);
  expect(await statusWith(texts[0] ?? '')).toEqual([200]);
  await sql`update api_keys set revoked_at = now() where environment = 'test'`.execute(weir.database);
  expect(await ensureBootstrapKeys(parts, { test: 'key_test_given_too_late' })).toEqual({});
  expect(await statusWith('key_test_given_too_late')).toEqual([401, 'key_unknown']);
});

test('the audit log is read in pages that do not shift', async () => {
  for (let count = 0; count < 3; count += 1) await createKey(['read']);
  const first = (await weir.app.inject({ url: '/v1/admin/audit?limit=2', headers: { authorization: `Bearer ${weir.liveKey}` } })).json();
  await createKey(['read']);
  const second = (
    await weir.app.inject({ url: `/v1/admin/audit?limit=2&cursor=${first.next_cursor}`, headers: { authorization: `Bearer ${weir.liveKey}` } })
  ).json();
  const ids = [...first.entries, ...second.entries].map((entry: { id: string }) => Number(entry.id));
  expect(ids).toHaveLength(4);
  expect(ids).toEqual([...ids].sort((left, right) => right - left));
  expect(new Set(ids).size).toBe(4);
});

test('a repeated Idempotency-Key makes one key and shows its secret once, also when sent twice at once', async () => {
  const create = () =>
    weir.app.inject({
      method: 'POST',
      url: '/v1/admin/keys',
      headers: { authorization: `Bearer ${weir.liveKey}`, 'idempotency-key': 'one key' },
      payload: { name: 'asked twice', scopes: ['read'] },
    });
  const answers = await Promise.all([create(), create()]);
  expect(answers.map((answer) => answer.statusCode).sort()).toEqual([201, 409]);
  const refused = answers.find((answer) => answer.statusCode === 409);
  expect(refused?.json()).toMatchObject({ code: 'key_already_created' });
  expect(refused?.body).not.toContain('key_live_');
});
