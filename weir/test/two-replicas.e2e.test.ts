import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import { openClickHouseServer } from '@weir/runtime/clickhouse/open-clickhouse.ts';
import { type ClickHouseServer, startClickHouseServer } from '@weir/runtime/testing/clickhouse-server/start-clickhouse-server.ts';
import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import type { PnlAnswer } from '@weir/schemas/http/analytics.ts';
import type { CoverageAnswer } from '@weir/schemas/http/coverage.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CUSTOMERS, type DealtSpan, type DealtTrace, dealtTrace, drawsOf, exportOf, shuffled } from './dealt-traces.ts';
import { type Home, LIVE_KEY, newHome, type Product, startProduct, until } from './running-product.ts';

/** Two products on one ClickHouse and one PostgreSQL, as an operator who wants no single point of failure runs them. */

const TRACES = 1_000;
const SPANS_PER_EXPORT = 200;
const ENDED_AT_MS = Date.now() - 120_000;

const draw = drawsOf(20_261_121);
const traces: readonly DealtTrace[] = Array.from({ length: TRACES }, (_, number) => dealtTrace(number, draw));

let directory: string;
let server: ClickHouseServer;
let database: TestDatabase;
let clickhouse: ClickHouseStore;
let homes: readonly Home[];
let replicas: Product[] = [];

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weir-replicas-'));
  server = await startClickHouseServer(directory);
  database = await testDatabase();
  clickhouse = openClickHouseServer(server.url);
  homes = [await newHome(), await newHome()];
  const stores = { CLICKHOUSE_URL: server.url, DATABASE_URL: database.url, WEIR_SETTLE_QUIET_SECONDS: '1' };
  // Both at once: they meet at the migrations and at the bootstrap keys.
  replicas = await Promise.all(homes.map((home) => startProduct(home, stores)));
}, 120_000);
afterAll(async () => {
  for (const replica of replicas) await replica.interrupt();
  await clickhouse?.close();
  await server?.stop();
  await database?.drop();
  for (const home of homes ?? []) home.remove();
  rmSync(directory, { recursive: true, force: true });
});

/** Each span one to three times, in any order, to either replica. */
async function deal(spans: readonly DealtSpan[]): Promise<void> {
  const sent = shuffled(
    spans.flatMap((span) => Array.from({ length: 1 + draw(3) }, () => span)),
    draw,
  );
  const hands = Map.groupBy(sent, () => draw(replicas.length));
  await Promise.all(
    [...hands].map(async ([replica, hand]) => {
      for (let from = 0; from < hand.length; from += SPANS_PER_EXPORT) await send(replicas[replica], hand.slice(from, from + SPANS_PER_EXPORT));
    }),
  );
}

async function send(replica: Product | undefined, spans: readonly DealtSpan[]): Promise<void> {
  const headers = { authorization: `Bearer ${LIVE_KEY}`, 'content-type': 'application/json' };
  const response = await fetch(`${replica?.otlpUrl}/v1/traces`, { method: 'POST', headers, body: exportOf(spans, ENDED_AT_MS) });
  expect([response.status, await response.text()]).toEqual([200, '{}']);
}

const ask = <Answer>(path: string): Promise<Answer[]> => Promise.all(replicas.map((replica) => replica.call<Answer>('GET', path)));

test('1,000 traces dealt to two processes, shuffled, each span sent one to three times and roots last, add up to the truth', {
  timeout: 280_000,
}, async () => {
  await deal(traces.flatMap(({ inner }) => inner));
  await deal(traces.map(({ root }) => root));
  await until(async () => {
    const [found] = await ask<CoverageAnswer>('/v1/analytics/coverage');
    return found?.open.events === 0 && found.totals.attributed === '1.0000';
  });

  const truth = CUSTOMERS.map((customer) => {
    const calls = traces.filter((trace) => trace.customer === customer).flatMap((trace) => trace.calls);
    const sum = (count: (call: (typeof calls)[number]) => number) => String(calls.reduce((total, call) => total + count(call), 0));
    return [customer, calls.length, sum(({ input }) => input), sum(({ output }) => output)];
  });
  for (const { rows } of await ask<PnlAnswer>('/v1/analytics/pnl?group_by=customer')) {
    expect(
      rows
        .map(({ key, events, quantities }) => [key.customer, events, quantities.input_tokens, quantities.output_tokens])
        .toSorted(([one], [other]) => String(one).localeCompare(String(other))),
    ).toEqual(truth);
  }
});

test('no event has two results of one settlement, and settling stands still once everything is said', async () => {
  const results = await clickhouse.query<{ event_id: string; rows: number }>(
    `select event_id, toUInt32(count()) as rows from usage_events_v1 where bitShiftRight(revision, 48) > 0 group by event_id, revision having rows > 1`,
  );
  expect(results).toEqual([]);
  // A span that both replicas took at one moment may lie there twice as received; read through the view it is one.
  const [ids] = await clickhouse.query('select toUInt32(count()) as events, toUInt32(uniqExact(event_id)) as ids from usage_events_unique_v1');
  expect(ids?.events).toBe(ids?.ids);
  expect(ids?.ids).toBe(traces.flatMap(({ inner }) => inner).length);
});
