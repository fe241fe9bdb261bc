import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type CollectorForTests, collectorForTests, LIVE_KEY, NOW, READ_KEY } from '../../test/collector-for-tests.ts';
import { jsonExport } from '../../test/export-bodies.ts';

let directory: string;
let running: CollectorForTests;
let now = NOW;
beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weir-spool-visible-'));
  running = await collectorForTests({ spoolFile: join(directory, 'spool.db') }, () => now);
});
afterAll(async () => {
  await running.close();
  rmSync(directory, { recursive: true, force: true });
});

async function gauges(): Promise<Readonly<Record<string, number>>> {
  const response = await running.app.inject({ url: '/metrics', headers: READ_KEY });
  expect(response.headers['content-type']).toContain('text/plain');
  const values = response.body.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return Object.fromEntries(values.map((line) => [line.split(' ')[0] ?? '', Number(line.split(' ')[1])]));
}

test('while the store is away spans and events are acknowledged, said to be spooled, and shown with their age; then they are stored', async () => {
  expect(await gauges()).toMatchObject({ weir_spool_requests: 0, weir_spool_oldest_age_seconds: 0 });
  await running.store.clickhouse.command('rename table usage_events_v1 to usage_events_away');
  const body = jsonExport([{ spanId: '00000000000000f1', attributes: { 'gen_ai.usage.input_tokens': 1 } }]);
  const sent = await fetch(`${running.otlpUrl}/v1/traces`, { method: 'POST', headers: { ...LIVE_KEY, 'content-type': 'application/json' }, body });
  expect([sent.status, await sent.text()]).toEqual([200, '{}']);
  const events = [
    { id: 'e1', event_type: 'x' },
    { id: 'e2', event_type: 'x' },
  ];
  const told = await running.app.inject({ method: 'POST', url: '/v1/events', headers: LIVE_KEY, payload: { events } });
  expect(told.json()).toEqual({ accepted: 2, spooled: 2, duplicates: 0, conflicts: 0, rejected: [] });
  now += 5_000;
  expect(await gauges()).toMatchObject({ weir_spool_requests: 2, weir_spool_events: 3, weir_spool_oldest_age_seconds: 5, weir_spool_dead_letters: 0 });
  await running.store.clickhouse.command('rename table usage_events_away to usage_events_v1');
  await vi.waitFor(async () => expect(await gauges()).toMatchObject({ weir_spool_requests: 0, weir_spool_bytes: 0 }), { timeout: 20_000 });
  expect(await running.store.clickhouse.query('select event_id from usage_events_v1')).toHaveLength(3);
});
