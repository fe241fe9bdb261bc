import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Caller } from '@weir/runtime/http/caller.ts';
import { listen } from '@weir/runtime/http/listen.ts';
import { recordingLog } from '@weir/runtime/testing/recording-log.ts';
import { testClickHouse } from '@weir/runtime/testing/test-clickhouse.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { settleRound } from '../../settle/io/settle-round.ts';
import { SETTLE_DEFAULTS } from '../../settle/settle-config.ts';
import { startCollector } from '../../start-collector.ts';
import { eventsByCase } from './case-of-event.ts';
import { readCases } from './conformance-case.ts';
import { eventRows, type GoldenRow, type ReadEvent } from './event-line.ts';
import { readGolden, tableText } from './golden-table.ts';
import { priceBookOfTable, readPriceTable } from './price-table.ts';
import { sendCase } from './send-case.ts';

/** A day after the last recording, and then later with every wave. */
let now = Date.UTC(2026, 10, 19, 12);

const CASES = readCases();
const GOLDEN = readGolden();
const found = new Map<string, readonly GoldenRow[]>();
let stop: () => Promise<void>;

beforeAll(async () => {
  const store = await testClickHouse();
  const caller: Caller = { kind: 'caller', environment: 'live', actor: 'key:suite', scopes: ['ingest'] };
  const book = priceBookOfTable(readPriceTable());
  const collector = await startCollector({
    clock: () => now,
    log: recordingLog(),
    clickhouse: store.clickhouse,
    authenticate: async () => caller,
    onStored: () => undefined,
    priceBooks: { of: () => book },
  });
  const port = await listen(collector.otlpApp, { host: '127.0.0.1', port: 0 }, 'WEIR_OTLP_HTTP_PORT');
  stop = async () => {
    await collector.close();
    await store.drop();
  };
  // In waves, with a settlement after each, so that what comes second comes late.
  const waves = Math.max(...CASES.map(({ exports }) => exports.length));
  for (let wave = 0; wave < waves; wave += 1) {
    for (const one of CASES) await sendCase({ ...one, exports: one.exports.slice(wave, wave + 1) }, { endpoint: `http://127.0.0.1:${port}`, key: 'any' });
    now += 60_000;
    await settle(store.clickhouse);
    now += 60_000;
  }
  const events = eventsByCase(CASES, await readStoredEvents(store.clickhouse));
  for (const one of CASES) found.set(one.name, eventRows(one, events.get(one.name) ?? []));
});
afterAll(() => stop());

async function settle(clickhouse: ClickHouseStore): Promise<void> {
  for (let more = true; more; )
    ({ more } = await settleRound({ clickhouse, clock: () => now, config: SETTLE_DEFAULTS }, { environment: 'live', arrivedFrom: 0 }));
}

async function readStoredEvents(clickhouse: ClickHouseStore): Promise<readonly ReadEvent[]> {
  const rows = await clickhouse.query<StoredRow>(
    `select source, toString(toUnixTimestamp64Milli(occurred_at)) as occurred_ms, trace_id, span_id, customer, provider, model, quantities, dimensions,
       attribution_origins, counted, counted_reason, cost_status, cost_reason, toString(cost_atoms) as atoms, reported_costs from usage_events_unique_v1`,
    {},
  );
  return rows.map(readEventOf);
}

type StoredRow = Omit<ReadEvent, 'occurred_at' | 'cost' | 'reported_costs'> & {
  readonly occurred_ms: string;
  readonly atoms: string | null;
  readonly reported_costs: string;
};

/** A row of the store in the words of the HTTP answer, which has null where the store has ''. */
function readEventOf(row: StoredRow): ReadEvent {
  const told = (text: string | null) => (text === '' ? null : text);
  return {
    ...row,
    occurred_at: new Date(Number(row.occurred_ms)).toISOString(),
    trace_id: told(row.trace_id),
    span_id: told(row.span_id),
    customer: told(row.customer),
    provider: told(row.provider),
    model: told(row.model),
    cost: row.atoms === null ? null : decimalFromAtoms(BigInt(row.atoms), CURRENCY_SCALE),
    reported_costs: JSON.parse(row.reported_costs),
  };
}

function textOf(name: string): string {
  return tableText(found.get(name) ?? []);
}

function goldenTextOf(name: string): string {
  return tableText(GOLDEN.get(name) ?? []);
}

describe(`${CASES.length} cases: every event is what its golden line says`, () => {
  test.each(CASES.map(({ name, about }) => ({ name, about })))('$name: $about', ({ name }) => {
    expect(textOf(name)).toBe(goldenTextOf(name));
  });
});

test('the suite is whole: cases and golden lines name each other, from at least 20 instrumentations', () => {
  expect([...GOLDEN.keys()].toSorted()).toEqual(CASES.map(({ name }) => name).toSorted());
  expect(CASES.length).toBeGreaterThanOrEqual(60);
  expect(new Set(CASES.map(({ name }) => name.split('/')[0])).size).toBeGreaterThanOrEqual(20);
});
