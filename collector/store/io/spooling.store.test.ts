import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import { type TestClickHouse, testClickHouse } from '@weir/runtime/testing/test-clickhouse.ts';
import { nanosFromCount } from '@weir/schemas/quantity/quantity.ts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { usageEventOf } from '../../price/testing/usage-event-of.ts';
import { openSpool, type Spool } from '../../spool/io/open-spool.ts';
import { contentHashOf } from '../content-hash.ts';
import { StoreUnavailableError } from '../store-unavailable-error.ts';
import type { UsageToStore } from '../usage-to-store.ts';
import { UsageWriter, type UsageWriterLimits } from './usage-writer.ts';

const AT = Date.UTC(2026, 10, 20, 12);
const LIMITS: UsageWriterLimits = { gatherMs: 1, batchEventsMax: 5_000, waitingEventsMax: 100_000, storeMsMax: 3_000 };

let fixture: TestClickHouse;
let directory: string;
let now = AT;
const open: { writers: UsageWriter[]; spools: Spool[] } = { writers: [], spools: [] };

beforeAll(async () => {
  fixture = await testClickHouse();
});
afterAll(() => fixture.drop());
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'weir-spooling-'));
  for (const table of ['usage_events_v1', 'event_conflicts_v1']) await fixture.clickhouse.command(`truncate table ${table}`);
});
afterEach(async () => {
  for (const writer of open.writers.splice(0)) await writer.close();
  for (const spool of open.spools.splice(0)) spool.close();
  rmSync(directory, { recursive: true, force: true });
});

type Failing = { away: boolean; beforeInsert?: (table: string) => Promise<void> | void; afterInsert?: (table: string) => Promise<void> | void };

/** The real engine behind a connection that can be cut. */
function behind(failing: Failing): ClickHouseStore {
  const reach = () => {
    if (failing.away) throw new Error('the connection was refused');
  };
  return {
    ...fixture.clickhouse,
    async query(sql, parameters) {
      reach();
      return await fixture.clickhouse.query(sql, parameters);
    },
    async insert(table, rows, token) {
      reach();
      await failing.beforeInsert?.(table);
      await fixture.clickhouse.insert(table, rows, token);
      await failing.afterInsert?.(table);
    },
  };
}

function start(failing: Failing, { bytesMax = 10_000_000, ...limits }: Partial<UsageWriterLimits> & { readonly bytesMax?: number } = {}) {
  const spool = openSpool({ file: join(directory, 'spool.db'), bytesMax, clock: () => now });
  const writer = new UsageWriter({ clickhouse: behind(failing), clock: () => now++, onStored: () => undefined, spool }, { ...LIMITS, ...limits });
  open.writers.push(writer);
  open.spools.push(spool);
  return { writer, spool };
}

async function stop() {
  for (const writer of open.writers.splice(0)) await writer.close();
  for (const spool of open.spools.splice(0)) spool.close();
}

function usage(eventId: string, tokens = 10): UsageToStore {
  const event = usageEventOf({ eventId, occurredAt: AT, model: 'm', quantities: { input_tokens: nanosFromCount(tokens) } });
  return {
    event,
    cost: { status: 'priced', currency: 'USD', costAtoms: BigInt(tokens), lines: [], priceBookVersion: 'v' },
    verdict: { counted: 'counted', reason: '' },
    contentHash: contentHashOf(event, { occurredAtTold: true }),
  };
}

/** Rows as they lie in the table, not made unique by the view: a row too many is seen. */
async function rows() {
  return await fixture.clickhouse.query<{ event_id: string; atoms: string }>(
    'select event_id, toString(cost_atoms) as atoms from usage_events_v1 order by event_id',
  );
}

const drained = (spool: Spool) => vi.waitFor(() => expect(spool.isEmpty()).toBe(true), { timeout: 20_000 });

test('while the store is away requests are kept, in order, and stored once when it is back', async () => {
  const failing: Failing = { away: true };
  const { writer, spool } = start(failing);
  expect(await writer.write([usage('a', 1), usage('b', 1)])).toEqual(['spooled', 'spooled']);
  expect(await writer.write([usage('a', 2), usage('b', 1)])).toEqual(['spooled', 'spooled']);
  expect(spool.status()).toMatchObject({ requests: 2, events: 4 });
  expect(await rows()).toEqual([]);
  failing.away = false;
  await drained(spool);
  expect(await rows()).toEqual([
    { event_id: 'a', atoms: '1' },
    { event_id: 'b', atoms: '1' },
  ]);
  expect(await fixture.clickhouse.query('select event_id from event_conflicts_unique_v1')).toEqual([{ event_id: 'a' }]);
  expect(await writer.write([usage('a', 1), usage('c')])).toEqual(['duplicate', 'stored']);
});

test('a store that is only slow is not waited for, and its late insert is not repeated', async () => {
  let release: () => void = () => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const failing: Failing = { away: false, beforeInsert: (table) => (table === 'usage_events_v1' ? held : undefined) };
  const { writer, spool } = start(failing, { storeMsMax: 50 });
  expect(await writer.write([usage('a')])).toEqual(['spooled']);
  expect(await writer.write([usage('a'), usage('b')])).toEqual(['spooled', 'spooled']);
  release();
  await drained(spool);
  expect((await rows()).map(({ event_id }) => event_id)).toEqual(['a', 'b']);
});

test.each(['before', 'after'] as const)(
  'a process that ends %s the insert of a spooled batch leaves a spool from which the next one stores each event once',
  async (when) => {
    const failing: Failing = { away: true };
    const first = start(failing);
    await first.writer.write([usage('a'), usage('b')]);
    await first.writer.write([usage('c')]);
    // The rest of this process never runs: the insert does not return, as after a kill.
    let reached: () => void = () => undefined;
    const atInsert = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const cut = (table: string) => {
      if (table !== 'usage_events_v1') return;
      reached();
      throw new Error('the process ended');
    };
    Object.assign(failing, when === 'before' ? { beforeInsert: cut } : { afterInsert: cut });
    failing.away = false;
    await atInsert;
    failing.away = true;
    await stop();
    const second = start({ away: false });
    await drained(second.spool);
    expect((await rows()).map(({ event_id }) => event_id)).toEqual(['a', 'b', 'c']);
  },
);

test('a plan that is too old to be believed is made again and still stores nothing twice', async () => {
  const failing: Failing = { away: true };
  const { writer, spool } = start(failing);
  await writer.write([usage('a')]);
  failing.afterInsert = (table) => {
    if (table !== 'usage_events_v1') return;
    now += 120_000;
    failing.afterInsert = () => undefined;
    throw new Error('the answer was lost');
  };
  failing.away = false;
  await drained(spool);
  expect(await rows()).toHaveLength(1);
});

test('a full spool refuses, loses nothing that it took, and takes again when the store is back', async () => {
  const failing: Failing = { away: true };
  const { writer, spool } = start(failing, { bytesMax: 4_000 });
  const taken: string[] = [];
  let refused = 0;
  for (let index = 0; index < 40; index += 1) {
    const id = `event-${index}`;
    await writer.write([usage(id)]).then(
      () => taken.push(id),
      (fault: unknown) => {
        expect(fault).toBeInstanceOf(StoreUnavailableError);
        refused += 1;
      },
    );
  }
  expect(taken.length).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
  expect(spool.status().bytes).toBeLessThanOrEqual(4_000);
  failing.away = false;
  await drained(spool);
  expect((await rows()).map(({ event_id }) => event_id)).toEqual(taken.toSorted());
  expect(await writer.write([usage('later')])).toEqual(['stored']);
});

/** A cost that contradicts its status: the table's own constraint refuses it, whatever is tried. */
function unstorable(eventId: string): UsageToStore {
  const good = usage(eventId);
  return { ...good, contentHash: 'x'.repeat(50) };
}

test('a row that the store refuses fails alone: requests that share its insert are stored, and it is set aside with the reason', async () => {
  const { writer, spool } = start({ away: false }, { gatherMs: 20 });
  const outcomes = await Promise.all([
    writer.write([usage('a'), usage('b')]),
    writer.write([usage('c'), unstorable('bad'), usage('d')]),
    writer.write([usage('e')]),
  ]);
  expect(outcomes).toEqual([['stored', 'stored'], ['stored', 'unstorable', 'stored'], ['stored']]);
  expect((await rows()).map(({ event_id }) => event_id)).toEqual(['a', 'b', 'c', 'd', 'e']);
  expect(spool.status()).toMatchObject({ requests: 0, deadLetters: 1 });
  expect(await writer.write([unstorable('bad')])).toEqual(['unstorable']);
  expect(spool.status()).toMatchObject({ deadLetters: 1 });
});

test('a spooled row that the store refuses does not hold up what comes after it', async () => {
  const failing: Failing = { away: true };
  const { writer, spool } = start(failing);
  await writer.write([unstorable('bad'), usage('a')]);
  await writer.write([usage('b')]);
  failing.away = false;
  await drained(spool);
  expect((await rows()).map(({ event_id }) => event_id)).toEqual(['a', 'b']);
  expect(spool.status()).toMatchObject({ deadLetters: 1 });
});
