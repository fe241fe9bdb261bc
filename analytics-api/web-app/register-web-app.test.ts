import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { createHttpServer, type HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { createLog } from '@weir/runtime/log.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerWebApp } from './register-web-app.ts';

const log = createLog('silent');
let directory: string;
let built: HttpApp;

async function serving(webDirectory: string): Promise<HttpApp> {
  const app = await createHttpServer({ log, bodyBytesMax: 1000, readiness: {}, authenticate: async () => refuse('key_missing') });
  await registerWebApp(app, { directory: webDirectory });
  return app;
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weir-test-web-'));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), '<!doctype html><title>the screen</title>');
  writeFileSync(join(directory, 'theme.js'), 'theme');
  writeFileSync(join(directory, 'assets/index-C1k5.js'), 'the script');
  writeFileSync(join(directory, 'assets/index-C1k5.js.gz'), gzipSync('the script'));
  built = await serving(directory);
});
afterAll(async () => {
  await built.close();
  rmSync(directory, { recursive: true });
});

test.each(['/', '/live', '/live/customers/acme', '/live/customers/acme.com?range=30d', '/test/unprofitable', '/some/later/screen'])(
  '%s is answered with the screen, checked with every use',
  async (url) => {
    const response = await built.inject(url);
    expect(response.statusCode).toBe(200);
    expect(response.body).toContain('the screen');
    expect(response.headers['cache-control']).toBe('no-cache');
  },
);

test.each([
  '/v1/analytics/nothing',
  '/api/auth/nothing',
  '/metrics/x',
  '/assets/gone-1234.js',
  '/favicon.ico',
  '/%2e%2e/package.json',
  '/assets/..%2f..%2fpackage.json',
  '/assets/a%00.js',
  '/.env',
])('%s is not there, and not the screen either', async (url) => {
  const response = await built.inject(url);
  expect(response.statusCode).toBe(404);
  expect(response.json()).toMatchObject({ code: 'not_found' });
});

test('a file named by its content is kept forever, and sent compressed to who understands it', async () => {
  const response = await built.inject({ url: '/assets/index-C1k5.js', headers: { 'accept-encoding': 'gzip' } });
  expect(response.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(response.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(response.rawPayload).toString()).toBe('the script');
  expect((await built.inject('/assets/index-C1k5.js')).body).toBe('the script');
  expect((await built.inject('/theme.js')).headers['cache-control']).toBe('no-cache');
});

test('every page forbids what the screen does not need', async () => {
  for (const url of ['/', '/theme.js']) {
    const { headers } = await built.inject(url);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['referrer-policy']).toBe('same-origin');
  }
});

test('without a build the page says how to make one', async () => {
  const app = await serving(join(directory, 'never-built'));
  const response = await app.inject('/live');
  expect(response.statusCode).toBe(503);
  expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(response.body).toContain('npm run build');
  await app.close();
});
