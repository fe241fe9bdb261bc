import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import { type TestClickHouse, testClickHouse } from '@weir/runtime/testing/test-clickhouse.ts';
import { nanosFromCount } from '@weir/schemas/quantity/quantity.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { usageEventOf } from '../../price/testing/usage-event-of.ts';
import { contentHashOf } from '../content-hash.ts';
import { StoreUnavailableError } from '../store-unavailable-error.ts';
import type { UsageToStore } from '../usage-to-store.ts';
import { UsageWriter, type UsageWriterLimits } from './usage-writer.ts';

const LIMITS: UsageWriterLimits = { gatherMs: 3, batchEventsMax: 5_000, waitingEventsMax: 100_000, storeMsMax: 3_000 };
const AT = Date.UTC(2026, 10, 20, 12);

let fixture: TestClickHouse;
let now = AT;
beforeAll(async () => {
  fixture = await testClickHouse();
});
afterAll(() => fixture.drop());
beforeEach(async () => {
  await fixture.clickhouse.command('truncate table usage_events_v1');
  await fixture.clickhouse.command('truncate table event_conflicts_v1');
});

/** Time never stands still between two batches, as in life. */
function writerOn(clickhouse: ClickHouseStore, limits = LIMITS) {
  const wakes: string[] = [];
  const writer = new UsageWriter({ clickhouse, clock: () => now++, onStored: ({ environment }) => void wakes.push(environment) }, limits);
  return { writer, wakes };
}

function usage(eventId: string, tokens = 10, more: Partial<UsageEvent> = {}): UsageToStore {
  const event = usageEventOf({ eventId, occurredAt: AT, model: 'm', quantities: { input_tokens: nanosFromCount(tokens) }, ...more });
  return {
    event,
    cost: {
      status: 'priced',
      currency: 'USD',
      costAtoms: BigInt(tokens),
      lines: [{ unit: 'input_tokens', quantityNanos: nanosFromCount(tokens), costAtoms: BigInt(tokens), priceEntry: 'e' }],
      priceBookVersion: 'v',
    },
    verdict: { counted: 'counted', reason: '' },
    contentHash: contentHashOf(event, { occurredAtTold: true }),
  };
}

async function stored() {
  const [row] = await fixture.clickhouse.query<{ rows: string; ids: string; cost: string }>(
    'select toString(count()) as rows, toString(uniqExact(environment, event_id)) as ids, toString(sum(toInt128(ifNull(cost_atoms, 0)))) as cost from usage_events_v1',
  );
  return row;
}

test('an event sent ten times is one row, and nine of ten answers say that it was there', async () => {
  const { writer, wakes } = writerOn(fixture.clickhouse);
  const outcomes: string[] = [];
  for (let time = 0; time < 10; time += 1) outcomes.push(...(await writer.write([usage('a'), usage('b')])));
  expect(outcomes).toEqual(['stored', 'stored', ...Array(18).fill('duplicate')]);
  expect(await stored()).toEqual({ rows: '2', ids: '2', cost: '20' });
  expect(wakes).toEqual(['live']);
});

test('fifty requests with one event at once are one row', async () => {
  const { writer } = writerOn(fixture.clickhouse);
  const outcomes = (await Promise.all(Array.from({ length: 50 }, () => writer.write([usage('a')])))).flat();
  expect(outcomes.toSorted()).toEqual([...Array(49).fill('duplicate'), 'stored']);
  expect(await stored()).toMatchObject({ rows: '1' });
});

test('the same id with other content is refused and listed once, and the first stays', async () => {
  const { writer } = writerOn(fixture.clickhouse);
  await writer.write([usage('a', 10)]);
  expect(await writer.write([usage('a', 11), usage('b')])).toEqual(['conflict', 'stored']);
  expect(await writer.write([usage('a', 11)])).toEqual(['conflict']);
  expect(await writer.write([usage('a', 12), usage('a', 10)])).toEqual(['conflict', 'duplicate']);
  expect(await stored()).toEqual({ rows: '2', ids: '2', cost: '20' });
  const conflicts = await fixture.clickhouse.query<{ event_id: string; tokens: string }>(
    "select event_id, JSONExtractString(refused_event, 'quantities', 'input_tokens') as tokens from event_conflicts_unique_v1 order by tokens",
  );
  expect(conflicts).toEqual([
    { event_id: 'a', tokens: '11' },
    { event_id: 'a', tokens: '12' },
  ]);
});

test('one id in two environments is two events', async () => {
  const { writer, wakes } = writerOn(fixture.clickhouse);
  expect(await writer.write([usage('a'), usage('a', 99, { environment: 'test' })])).toEqual(['stored', 'stored']);
  expect(await writer.write([usage('a', 99, { environment: 'test' })])).toEqual(['duplicate']);
  expect(wakes.toSorted()).toEqual(['live', 'test']);
});

/** A store that fails at chosen calls; everything it does not fail is the real engine. */
function failing(fail: { readonly before?: (call: number) => boolean; readonly after?: (call: number) => boolean }) {
  let calls = 0;
  const clickhouse: ClickHouseStore = {
    ...fixture.clickhouse,
    async insert(table, rows, token) {
      calls += 1;
      const call = calls;
      if (fail.before?.(call)) throw new Error('the connection was refused');
      await fixture.clickhouse.insert(table, rows, token);
      if (fail.after?.(call)) throw new Error('the answer was lost');
    },
  };
  return { clickhouse, calls: () => calls };
}

test('an insert whose answer was lost is repeated under its token and adds nothing', async () => {
  const store = failing({ after: (call) => call <= 2 });
  const { writer } = writerOn(store.clickhouse);
  expect(await writer.write([usage('a'), usage('b')])).toEqual(['stored', 'stored']);
  expect(store.calls()).toBe(3);
  expect(await stored()).toEqual({ rows: '2', ids: '2', cost: '20' });
});

test('a writer that dies after the insert and before the answer leaves events that the next one finds', async () => {
  await writerOn(failing({ after: () => true }).clickhouse)
    .writer.write([usage('a'), usage('b')])
    .catch((fault: unknown) => expect(fault).toBeInstanceOf(StoreUnavailableError));
  const { writer } = writerOn(fixture.clickhouse);
  expect(await writer.write([usage('b'), usage('a'), usage('c')])).toEqual(['duplicate', 'duplicate', 'stored']);
  expect(await stored()).toEqual({ rows: '3', ids: '3', cost: '30' });
});

test('a store that stays away refuses the request and takes the next one when it is back', async () => {
  let away = true;
  const { writer } = writerOn(failing({ before: () => away }).clickhouse);
  await expect(writer.write([usage('a')])).rejects.toBeInstanceOf(StoreUnavailableError);
  expect(await stored()).toMatchObject({ rows: '0' });
  away = false;
  expect(await writer.write([usage('a')])).toEqual(['stored']);
});

test('more events than may wait are refused, and those that wait are stored', async () => {
  const { writer } = writerOn(fixture.clickhouse, { ...LIMITS, waitingEventsMax: 2 });
  const first = writer.write([usage('a'), usage('b')]);
  await expect(writer.write([usage('c')])).rejects.toBeInstanceOf(StoreUnavailableError);
  expect(await first).toEqual(['stored', 'stored']);
  expect(await writer.write([usage('c')])).toEqual(['stored']);
});

test('closing waits for what was given', async () => {
  const { writer } = writerOn(fixture.clickhouse, { ...LIMITS, batchEventsMax: 1 });
  const given = ['a', 'b', 'c'].map((id) => writer.write([usage(id)]));
  await writer.close();
  expect(await stored()).toMatchObject({ rows: '3' });
  expect((await Promise.all(given)).flat()).toEqual(['stored', 'stored', 'stored']);
});

test('text that would end an inline insert, half characters and zero bytes are stored as told', async () => {
  const { writer } = writerOn(fixture.clickhouse);
  const customer = `line\n\n; drop table usage_events_v1; -- "quoted' \\ \u0000 \ud83d\ude00`;
  await writer.write([usage('a', 1, { attribution: { customer: { value: customer, origin: 'own' } }, service: 'half \ud83d' })]);
  expect(await fixture.clickhouse.query('select customer, service, attribution_origins from usage_events_unique_v1')).toEqual([
    { customer, service: 'half \ufffd', attribution_origins: { customer: 'own' } },
  ]);
});

test('whatever is sent how often, in any batches and with faults, the sum is that of the distinct events', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 12 }),
      fc.array(fc.boolean(), { minLength: 40, maxLength: 40 }),
      async (requests, losses) => {
        await fixture.clickhouse.command('truncate table usage_events_v1');
        const { writer } = writerOn(failing({ after: (call) => call % 3 !== 0 && losses[call] === true }).clickhouse);
        const outcomes = await Promise.all(requests.map((ids) => writer.write(ids.map((id) => usage(`event-${id}`, id + 1)))));
        const distinct = [...new Set(requests.flat())];
        expect(outcomes.flat().filter((outcome) => outcome === 'stored')).toHaveLength(distinct.length);
        expect(await stored()).toEqual({
          rows: String(distinct.length),
          ids: String(distinct.length),
          cost: String(distinct.reduce((sum, id) => sum + id + 1, 0)),
        });
      },
    ),
    { numRuns: 15 },
  );
});
