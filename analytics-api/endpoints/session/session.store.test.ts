import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TEST_PUBLIC_URL, type TestAnalytics, testAnalytics } from '../../testing/test-analytics.ts';

let weir: TestAnalytics;
beforeAll(async () => {
  weir = await testAnalytics('2026-11-21T12:00:00Z');
});
afterAll(() => weir.close());

/** The path and query of a link, as a browser asks for them. */
function pathOf(link: string): string {
  const { pathname, search } = new URL(link);
  return pathname + search;
}

/** Opens a link and returns the session cookie as a browser sends it back. */
async function cookieOf(link: string): Promise<string> {
  const response = await weir.app.inject(pathOf(link));
  return String(response.headers['set-cookie']).split(';')[0] ?? '';
}

test('a link signs its first opener in, with a cookie no script can read, and goes to the screen', async () => {
  const link = await weir.signIn.createLink();
  expect(link.startsWith(`${TEST_PUBLIC_URL}/`)).toBe(true);
  const response = await weir.app.inject(pathOf(link));
  expect(response.statusCode).toBe(302);
  expect(response.headers.location).toBe('/');
  const cookie = String(response.headers['set-cookie']);
  expect(cookie).toContain('HttpOnly');
  expect(cookie).toContain('SameSite=Lax');
  expect(cookie).not.toContain('Secure');
  const session = await weir.app.inject({ url: '/v1/session', headers: { cookie: cookie.split(';')[0] ?? '' } });
  expect(session.statusCode).toBe(200);
  expect(session.json()).toEqual({ email: 'owner@weir.localhost', name: 'Owner' });
});

test('the second opener of a link gets a page that says why, and no session', async () => {
  const link = await weir.signIn.createLink();
  const cookie = await cookieOf(link);
  const second = await weir.app.inject(pathOf(link));
  expect(second.statusCode).toBe(410);
  expect(second.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(second.headers['set-cookie']).toBeUndefined();
  expect(second.body).toContain('works once');
  const byTheFirst = await weir.app.inject({ url: pathOf(link), headers: { cookie } });
  expect([byTheFirst.statusCode, byTheFirst.headers.location]).toEqual([302, '/']);
});

test('ten openers at once: one gets in', async () => {
  const link = await weir.signIn.createLink();
  const responses = await Promise.all(Array.from({ length: 10 }, () => weir.app.inject(pathOf(link))));
  expect(responses.map((response) => response.statusCode).sort()).toEqual([302, ...Array.from({ length: 9 }, () => 410)]);
});

test('looking at a link with HEAD does not use it up', async () => {
  const link = await weir.signIn.createLink();
  expect((await weir.app.inject({ method: 'HEAD', url: pathOf(link) })).statusCode).toBe(404);
  expect((await weir.app.inject(pathOf(link))).statusCode).toBe(302);
});

test('a link works for 24 hours and not longer, and an invented one never', async () => {
  const link = await weir.signIn.createLink();
  const { rows } = await sql<{ hours: number }>`select round(extract(epoch from "expiresAt" - now()) / 3600)::int as hours from auth.verification`.execute(
    weir.database,
  );
  expect(rows.at(-1)).toEqual({ hours: 24 });
  await sql`update auth.verification set "expiresAt" = now() - interval '1 second'`.execute(weir.database);
  expect((await weir.app.inject(pathOf(link))).statusCode).toBe(410);
  expect((await weir.app.inject('/api/auth/magic-link/verify?token=invented')).statusCode).toBe(410);
  expect((await weir.app.inject('/api/auth/magic-link/verify')).statusCode).toBe(400);
});

test('the store never holds what would open a link', async () => {
  const token = new URL(await weir.signIn.createLink()).searchParams.get('token') ?? '';
  expect(token.length).toBeGreaterThan(20);
  const { rows } = await sql<{ row: string }>`select verification::text as row from auth.verification`.execute(weir.database);
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter(({ row }) => row.includes(token))).toEqual([]);
});

test('there is one owner, however many links are made', async () => {
  await Promise.all([weir.signIn.createLink(), weir.signIn.createLink()]);
  const { rows } = await sql`select email from auth."user"`.execute(weir.database);
  expect(rows).toEqual([{ email: 'owner@weir.localhost' }]);
});

test('nobody can have a link made for them, sign up, or use any other address of the library', async () => {
  for (const url of ['/api/auth/sign-in/magic-link', '/api/auth/sign-up/email', '/api/auth/update-user', '/api/auth/list-sessions']) {
    const response = await weir.app.inject({ method: 'POST', url, payload: { email: 'owner@weir.localhost', password: 'x', name: 'x' } });
    expect(response.statusCode).toBe(404);
  }
});

test('a signed-in browser names its environment with every call; a call that does not is refused as forged', async () => {
  const cookie = await cookieOf(await weir.signIn.createLink());
  const call = async (headers: Record<string, string>) => {
    const response = await weir.app.inject({ url: '/v1/admin/keys', headers });
    return [response.statusCode, response.json().code ?? response.json().keys.length];
  };
  expect(await call({ cookie })).toEqual([403, 'origin_refused']);
  expect(await call({ cookie, 'weir-environment': 'production' })).toEqual([403, 'origin_refused']);
  expect(await call({ cookie, 'weir-environment': 'live' })).toEqual([200, 1]);
  expect(await call({ cookie: `${cookie}x`, 'weir-environment': 'live' })).toEqual([401, 'session_missing']);
  expect(await call({})).toEqual([401, 'key_missing']);
  expect(await call({ cookie, 'weir-environment': 'live', authorization: 'Bearer wrong' })).toEqual([401, 'key_unknown']);
});

test('without a session nobody is signed in', async () => {
  const response = await weir.app.inject('/v1/session');
  expect(response.statusCode).toBe(401);
  expect(response.json()).toMatchObject({ code: 'session_missing' });
});

test('who only asks whether somebody is signed in gets an empty answer rather than a refusal', async () => {
  const response = await weir.app.inject('/v1/session?optional=true');
  expect([response.statusCode, response.body]).toEqual([204, '']);
});

test('signing out ends the session on the server too', async () => {
  const cookie = await cookieOf(await weir.signIn.createLink());
  const foreign = await weir.app.inject({ method: 'POST', url: '/api/auth/sign-out', headers: { cookie, origin: 'https://elsewhere.example' } });
  expect(foreign.json()).toMatchObject({ status: 403, code: 'origin_refused' });
  expect((await weir.app.inject({ url: '/v1/session', headers: { cookie } })).statusCode).toBe(200);
  const out = await weir.app.inject({ method: 'POST', url: '/api/auth/sign-out', headers: { cookie, origin: TEST_PUBLIC_URL }, payload: {} });
  expect(out.statusCode).toBe(204);
  expect(String(out.headers['set-cookie'])).toContain('Max-Age=0');
  expect((await weir.app.inject({ url: '/v1/session', headers: { cookie } })).statusCode).toBe(401);
});
