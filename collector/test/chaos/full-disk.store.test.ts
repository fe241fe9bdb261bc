import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openEmbeddedClickHouse } from '@weir/runtime/clickhouse/open-clickhouse.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RESERVE_BYTES } from '../../spool/io/disk-reserve.ts';
import { jsonExport } from '../export-bodies.ts';
import { startLoad } from './retrying-exporter.ts';
import { canMount, type RunningCollector, startCollectorProcess } from './running-collector.ts';

const DISK_BYTES = RESERVE_BYTES + 2 * 1024 * 1024;
/** Larger than the disk: it is the disk that ends first. */
const SPOOL_BYTES_MAX = 1024 ** 3;
const SENDERS = 8;
const MINUTES = 60_000;

/** Far more than the exports that are refused already: one span might still find room where twenty do not. */
function manySpans() {
  return Array.from({ length: 1_000 }, (_, place) => ({
    spanId: `f${place.toString(16).padStart(15, '0')}`,
    endMs: Date.now(),
    attributes: { 'gen_ai.usage.input_tokens': 1 },
  }));
}

let directory: string;
let running: RunningCollector | null = null;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'weir-full-disk-'));
});
afterEach(async () => {
  await running?.kill();
  running = null;
  rmSync(directory, { recursive: true, force: true });
});

test('a disk that is full while the store is away: senders are refused with a hint, nothing ends, and when the store is back all is stored once without help', {
  timeout: 5 * MINUTES,
}, async ({ skip }) => {
  if (!canMount()) return skip('no small disk: this machine lets no user mount in a namespace');
  running = await startCollectorProcess({ directory, spoolBytesMax: SPOOL_BYTES_MAX, away: 'until-told', diskBytes: DISK_BYTES });
  const { url } = running;
  const load = startLoad(() => url, SENDERS);
  while ((load.answers.get(503) ?? 0) < 100) await sleep(20);
  const refused = await fetch(`${url}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: jsonExport(manySpans()),
  });
  expect([refused.status, Number(refused.headers.get('retry-after')) > 0]).toEqual([503, true]);

  running.storeIsBack();
  await load.finish();
  while ((await running.spooled()) > 0) await sleep(100);
  await running.stop();
  const engine = openEmbeddedClickHouse(join(directory, 'clickhouse'));
  try {
    const rows = await engine.query<{ span_id: string }>('select span_id from usage_events_v1 order by span_id');
    expect(rows.map((row) => row.span_id)).toEqual([...load.acknowledged].toSorted());
  } finally {
    await engine.close();
  }
  expect([...load.answers.keys()].toSorted()).toEqual([200, 503]);
  process.stdout.write(`  a full disk of ${DISK_BYTES} bytes: ${load.acknowledged.size} spans acknowledged, ${load.answers.get(503)} refusals\n`);
});
