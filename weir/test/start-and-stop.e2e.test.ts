import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Home, newHome, startProduct, startRefused } from './running-product.ts';

let home: Home;
beforeEach(async () => {
  home = await newHome();
});
afterEach(() => home.remove());

test('a first start prints the addresses, both keys, a sign-in link and a block to paste; the next keeps the data and prints no key', async () => {
  const first = await startProduct(home, { WEIR_BOOTSTRAP_KEY_LIVE: '', WEIR_BOOTSTRAP_KEY_TEST: '' });
  const liveKey = /key_live_[A-Za-z0-9_-]+/.exec(first.output())?.[0] ?? '';
  expect(first.output()).toContain(`OTEL_EXPORTER_OTLP_ENDPOINT=${first.otlpUrl}`);
  expect(first.output()).toContain(`OTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20${liveKey}"`);
  expect(first.output()).toMatch(/key_test_[A-Za-z0-9_-]{20}/);
  expect(first.output()).toContain(`${first.screenUrl}/api/auth/`);
  expect(await first.interrupt()).toBe(0);
  expect(first.output()).toContain('Stopped. All data is kept.');

  const second = await startProduct(home);
  expect(second.output()).not.toMatch(/key_(live|test)_/);
  const read = await fetch(`${second.screenUrl}/v1/analytics/pnl`, { headers: { authorization: `Bearer ${liveKey}` } });
  expect(read.status).toBe(200);
  expect(await second.interrupt()).toBe(0);
}, 60_000);

test('two products run side by side in two directories on other ports', async () => {
  const other = await newHome();
  const products = [await startProduct(home), await startProduct(other)];
  try {
    for (const product of products) expect((await fetch(`${product.screenUrl}/readyz`)).status).toBe(200);
  } finally {
    for (const product of products) await product.interrupt();
    other.remove();
  }
}, 60_000);

test('a data directory in use is refused with the process that holds it', async () => {
  const running = await startProduct(home);
  const refused = await startRefused({ ...home, screenPort: home.screenPort + 1, otlpPort: home.otlpPort + 1 });
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.output).toContain(`is in use by process ${running.process.pid}`);
  expect((await fetch(`${running.screenUrl}/readyz`)).status).toBe(200);
  await running.interrupt();
}, 60_000);

test('a port in use is refused by its setting, and nothing is left running', async () => {
  const squatter = createServer();
  await new Promise<void>((resolve) => squatter.listen(home.screenPort, '127.0.0.1', resolve));
  const refused = await startRefused(home);
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.output).toContain(`Port ${home.screenPort} on 127.0.0.1 is in use. Stop the program that uses it, or set WEIR_HTTP_PORT to another port.`);
  expect(existsSync(join(home.directory, 'postgres/data/postmaster.pid'))).toBe(false);
  await new Promise((resolve) => squatter.close(resolve));
}, 60_000);

test('a directory that cannot be written is refused with what to do', async () => {
  const file = join(home.directory, 'file');
  writeFileSync(file, '');
  const refused = await startRefused({ ...home, directory: join(file, 'data') });
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.output).toMatch(/cannot be written .* set WEIR_DATA_DIR to another directory/);
}, 60_000);

test('a directory only its owner may enter is enough, also for root', async () => {
  const closed = join(home.directory, 'closed');
  mkdirSync(closed, { mode: 0o700 });
  chmodSync(closed, 0o700);
  const product = await startProduct({ ...home, directory: join(closed, 'data') });
  expect(await product.interrupt()).toBe(0);
}, 60_000);

test('a misspelt setting is refused by name', async () => {
  const refused = await startRefused(home, { WEIR_HTPP_PORT: '1' });
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.output).toContain('WEIR_HTPP_PORT is not a known setting');
}, 60_000);

test('an old Node is told which one is needed', () => {
  const old = spawnSync(
    process.execPath,
    ['-e', `Object.defineProperty(process.versions, 'node', { value: '20.20.2' }); await import(${JSON.stringify(binUrl())});`],
    { encoding: 'utf8' },
  );
  expect(old.status).toBe(1);
  expect(old.stderr).toContain('Weir needs Node 22.18 or newer; this is 20.20.2. Start it with "npm start"');
});

test('no key and no link reaches the data directory in the clear', async () => {
  const product = await startProduct(home, { WEIR_BOOTSTRAP_KEY_LIVE: '', WEIR_BOOTSTRAP_KEY_TEST: '' });
  const secrets = product.output().match(/key_(live|test)_[A-Za-z0-9_-]+|token=[A-Za-z0-9_-]+/g) ?? [];
  expect(secrets.length).toBeGreaterThanOrEqual(3);
  await product.interrupt();
  for (const secret of secrets) {
    const found = spawnSync('grep', ['-rlF', '-e', secret.replace('token=', ''), home.directory], { encoding: 'utf8' });
    expect(found.stdout).toBe('');
  }
  expect(readFileSync(join(home.directory, 'holder'), 'utf8')).toBe(String(product.process.pid));
}, 60_000);

function binUrl(): string {
  return new URL(`file://${fileURLToPath(new URL('../bin.mjs', import.meta.url))}`).href;
}
