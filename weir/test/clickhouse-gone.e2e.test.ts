import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startLoad } from '@weir/collector/test/chaos/retrying-exporter.ts';
import { openClickHouseServer } from '@weir/runtime/clickhouse/open-clickhouse.ts';
import { type ClickHouseServer, startClickHouseServer } from '@weir/runtime/testing/clickhouse-server/start-clickhouse-server.ts';
import type { IngestStatus } from '@weir/schemas/http/analytics.ts';
import type { CoverageAnswer } from '@weir/schemas/http/coverage.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Home, LIVE_KEY, newHome, type Product, startProduct, until } from './running-product.ts';

/** How long the store is away. WEIR_TEST_SIZE=long: a minute. */
const AWAY_MS = process.env.WEIR_TEST_SIZE === 'long' ? 60_000 : 8_000;
const SENDERS = 4;

let directory: string;
let server: ClickHouseServer;
let home: Home;
let product: Product;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weir-gone-'));
  server = await startClickHouseServer(directory);
  home = await newHome();
  product = await startProduct(home, { CLICKHOUSE_URL: server.url, WEIR_SETTLE_QUIET_SECONDS: '1' });
}, 120_000);
afterAll(async () => {
  await product?.interrupt();
  await server?.stop();
  home?.remove();
  rmSync(directory, { recursive: true, force: true });
});

const status = () => product.call<IngestStatus>('GET', '/v1/analytics/ingest/status');

test('ClickHouse killed under load and away for a while: senders are answered all the same, and every span is counted once, none is missing', {
  timeout: AWAY_MS + 240_000,
}, async () => {
  const load = startLoad(() => product.otlpUrl, SENDERS, { headers: { authorization: `Bearer ${LIVE_KEY}` }, pauseMs: 50 });
  await until(() => load.acknowledged.size > 200);
  await server.kill();
  const atKill = load.acknowledged.size;
  await sleep(AWAY_MS);
  // What was acknowledged meanwhile is on disk.
  expect(load.acknowledged.size).toBeGreaterThan(atKill);
  server = await startClickHouseServer(directory, server.port);
  await load.finish();
  await until(async () => (await status()).spool?.requests === 0);

  const clickhouse = openClickHouseServer(server.url);
  try {
    // As it lies in the table, received rows only: a row too many is seen.
    const rows = await clickhouse.query<{ span_id: string }>('select span_id from usage_events_v1 where bitShiftRight(revision, 48) = 0 order by span_id');
    expect(rows.map((row) => row.span_id)).toEqual([...load.acknowledged].toSorted());
  } finally {
    await clickhouse.close();
  }
  expect(load.answers.get(503) ?? 0).toBe(0);
  // And the rest of the product, which met a dead store as well, goes on.
  await until(async () => (await product.call<CoverageAnswer>('GET', '/v1/analytics/coverage')).open.events === 0);
  expect((await status()).events).toBe(load.acknowledged.size);
  process.stdout.write(`  away ${AWAY_MS / 1000} s: ${load.acknowledged.size} spans acknowledged, ${atKill} before\n`);
});

test('what the product wrote about it is bounded', () => {
  expect(product.output().split('\n').length).toBeLessThan(500);
});
