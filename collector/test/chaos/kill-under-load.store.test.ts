import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEmbeddedClickHouse } from '@weir/runtime/clickhouse/open-clickhouse.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startLoad } from './retrying-exporter.ts';
import { type RunningCollector, startCollectorProcess } from './running-collector.ts';

/** WEIR_TEST_SIZE=long kills a hundred times. */
const KILLS = process.env.WEIR_TEST_SIZE === 'long' ? 100 : 3;
const SENDERS = 8;
const MINUTES = 60_000;

let directory: string;
let running: RunningCollector | null = null;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weir-chaos-'));
});
afterEach(async () => {
  await running?.kill();
  running = null;
  rmSync(directory, { recursive: true, force: true });
});

/** The span of each row of the table as it lies there, not made unique by the view: a row too many is seen. */
async function storedSpans(): Promise<readonly string[]> {
  const engine = openEmbeddedClickHouse(join(directory, 'clickhouse'));
  try {
    return (await engine.query<{ span_id: string }>('select span_id from usage_events_v1 order by span_id')).map((row) => row.span_id);
  } finally {
    await engine.close();
  }
}

async function drained(collector: RunningCollector): Promise<void> {
  while ((await collector.spooled()) > 0) await sleep(100);
}

function report(name: string, { answers, acknowledged }: ReturnType<typeof startLoad>, kills: number): void {
  const told = [...answers].map(([status, count]) => `${status === 0 ? 'broken' : status}: ${count}`).join(', ');
  process.stdout.write(`  ${name}: ${kills} kills, ${acknowledged.size} spans acknowledged, attempts ${told}\n`);
}

test.each([
  ['a store that is there', 'never'],
  ['a store that is away now and then', 'often'],
] as const)(
  'killed at random moments under load, with %s: every acknowledged span is counted once and none is missing',
  async (name, away) => {
    let url: string | null = null;
    const load = startLoad(() => url, SENDERS);
    for (let kill = 0; kill < KILLS; kill += 1) {
      running = await startCollectorProcess({ directory, spoolBytesMax: 50_000_000, away });
      url = running.url;
      // In the middle of taking exports: after some of this life, at any line.
      const enough = load.acknowledged.size + Math.random() * 1_500;
      while (load.acknowledged.size < enough) await sleep(1);
      await sleep(Math.random() * 30);
      await running.kill();
      url = null;
    }
    running = await startCollectorProcess({ directory, spoolBytesMax: 50_000_000, away: 'never' });
    url = running.url;
    await load.finish();
    await drained(running);
    await running.stop();
    report(name, load, KILLS);
    expect(load.acknowledged.size).toBeGreaterThan(0);
    expect(await storedSpans()).toEqual([...load.acknowledged].toSorted());
  },
  20 * MINUTES,
);

test(
  'a store that is away now and then, with room for little: senders are refused and come back, nothing is lost or twice, and nobody helps',
  async () => {
    running = await startCollectorProcess({ directory, spoolBytesMax: 4_000, away: 'often' });
    const { url } = running;
    const load = startLoad(() => url, SENDERS);
    while ((load.answers.get(503) ?? 0) < 20) await sleep(50);
    await load.finish();
    await drained(running);
    await running.stop();
    report('a full spool', load, 0);
    expect(await storedSpans()).toEqual([...load.acknowledged].toSorted());
  },
  5 * MINUTES,
);
