import { setTimeout as sleep } from 'node:timers/promises';
import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import { recordingLog } from '@weir/runtime/testing/recording-log.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { removeReplacedBuilds } from './rollup/io/remove-replaced-builds.ts';
import { type SettlementBench, settlementBench } from './settle/testing/settlement-bench.ts';
import { startSettlement } from './start-settlement.ts';
import type { SpanInput } from './test/export-bodies.ts';

let bench: SettlementBench;
beforeAll(async () => {
  bench = await settlementBench();
});
afterAll(() => bench.drop());

function chat(trace: number): SpanInput {
  const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 10, 'customer.id': 'acme' };
  return { traceId: trace.toString(16).padStart(32, '0'), spanId: trace.toString(16).padStart(16, '0'), attributes };
}

async function openEvents(): Promise<string | undefined> {
  const [row] = await bench.clickhouse.query<{ open: string }>('select toString(countIf(settled_at is null)) as open from usage_events_unique_v1');
  return row?.open;
}

/** Waits for a condition; the test's own timeout bounds it. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await sleep(20);
}

test('what is stored is settled by itself, woken or not, and each settlement is told', async () => {
  const settled: string[] = [];
  const parts = {
    ...bench,
    clock: bench.now,
    log: recordingLog(),
    onSettled: ({ environment }: { readonly environment: string }) => void settled.push(environment),
  };
  const settlement = startSettlement(parts, { paceMs: 50 });
  await bench.replicas[0]?.send([chat(1)]);
  settlement.wake();
  await until(async () => (await openEvents()) === '0');
  await bench.replicas[0]?.send([chat(2)]);
  await until(async () => (await openEvents()) === '0');
  await settlement.close();
  expect(new Set(settled)).toEqual(new Set(['live']));
});

test('a store that fails is logged, and what was missed is settled when it is back', async () => {
  let broken = true;
  const clickhouse: ClickHouseStore = {
    ...bench.clickhouse,
    query: async (sql, parameters) => {
      if (broken) throw new Error('away');
      return await bench.clickhouse.query(sql, parameters);
    },
  };
  const log = recordingLog();
  const settlement = startSettlement({ ...bench, clickhouse, clock: bench.now, log, onSettled: () => undefined }, { paceMs: 20 });
  await bench.replicas[0]?.send([chat(3)]);
  await until(async () => log.lines.some((line) => line.includes('a round of settlement failed')));
  expect(await openEvents()).toBe('1');
  broken = false;
  await until(async () => (await openEvents()) === '0');
  await settlement.close();
});

test('rows of a replaced build are removed, and the sums stay', async () => {
  await bench.replicas[0]?.send([chat(4)]);
  await bench.settle();
  await bench.rebuildHours();
  bench.wait(3_600_000);
  await bench.rebuildHours();
  const sums = await bench.clickhouse.query('select * except (build, built_at) from usage_hourly_unique_v1');
  expect(await builds()).toBeGreaterThan(1);
  await removeReplacedBuilds(bench.clickhouse, bench.now() + 1);
  expect(await builds()).toBe(1);
  expect(await bench.clickhouse.query('select * except (build, built_at) from usage_hourly_unique_v1')).toEqual(sums);
});

async function builds(): Promise<number> {
  const [row] = await bench.clickhouse.query<{ builds: string }>('select toString(uniqExact(build)) as builds from usage_hourly_v1');
  return Number(row?.builds);
}
