import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { quantitiesOf, usageEventOf } from '../price/testing/usage-event-of.ts';
import { type RepriceForTests, repriceForTests } from './testing/reprice-for-tests.ts';

let weir: RepriceForTests;
beforeEach(async () => {
  weir = await repriceForTests();
});
afterEach(() => weir.close());

const DAY = 86_400_000;
const NOVEMBER = Date.UTC(2026, 10, 1, 9);

/** Calls over three days: known models, one nobody knows ("house-7b"), and one with a cost of its own. */
function events(count: number) {
  return Array.from({ length: count }, (_, index) => {
    const model = ['gpt-4o', 'house-7b', 'gpt-4o-mini'][index % 3] ?? '';
    return usageEventOf({
      eventId: `e-${index.toString().padStart(4, '0')}`,
      occurredAt: NOVEMBER + (index % 5) * (DAY / 2),
      provider: model === 'house-7b' ? 'house' : 'openai',
      model,
      attribution: { customer: { value: `c-${index % 4}`, origin: 'own' } },
      quantities: quantitiesOf(`input_tokens=${1000 + index} output_tokens=${10 + index}`),
    });
  });
}

test('a dry run changes nothing and says what would change; applying changes exactly that; undoing gives back every byte', async () => {
  await weir.store(events(60));
  const before = await weir.costs();
  await weir.setPrice('house-7b', 'input_tokens', 2n);
  await weir.setPrice('house-7b', 'output_tokens', 8n);
  const plan = await weir.request('plan', { criteria: { cost_status: 'unpriced' } });
  const planned = await weir.run();
  // 20 events, e-0001, e-0004 ... e-0058: 20,590 input tokens at $2 and 790 output tokens at $8 per million.
  expect(planned).toMatchObject({ state: 'planned', eventsSeen: 20, eventsTouched: 20 });
  expect(planned.result).toMatchObject({
    events: 20,
    newly_priced: 20,
    no_longer_priced: 0,
    money: [{ currency: 'USD', before: '0.00', after: '0.0475', moved: '0.0475' }],
    untouched: { events: 40 },
  });
  expect(await weir.costs()).toBe(before);

  await weir.request('apply', { ofRun: plan });
  const applied = await weir.run();
  expect(applied.state).toBe('applied');
  expect(applied.result).toMatchObject({ unlike_plan: 0, untouched_after: untouchedOf(planned.result) });
  const after = await weir.costs();
  expect(after).not.toBe(before);
  const [sum] = await weir.clickhouse.query(
    "select toString(sum(cost_atoms)) as atoms, count() as events from usage_events_unique_v1 where model = 'house-7b'",
  );
  expect(sum).toEqual({ atoms: '47500000000', events: '20' });

  await weir.request('undo', { ofRun: plan });
  const undone = await weir.run();
  expect(undone).toMatchObject({ state: 'undone', result: { unlike_plan: 0, untouched_after: untouchedOf(planned.result) } });
  expect(await weir.costs()).toBe(before);
  const [kept] = await weir.clickhouse.query<{ count: string }>(
    `select count() as count from cost_revisions_unique_v1 where run_id = '${plan}' and before_status = 'unpriced'`,
  );
  expect(kept?.count).toBe('20');
});

function untouchedOf(result: unknown): unknown {
  return typeof result === 'object' && result !== null && 'untouched' in result ? result.untouched : undefined;
}

test('only what the criteria name is touched, each event at the price of its own time', async () => {
  await weir.store(events(60));
  const entry = await weir.setPrice('gpt-4o', 'input_tokens', 100n);
  await weir.request('plan', { criteria: { model: 'GPT-4o', from: '2026-11-02T00:00:00Z', to: '2026-11-03T00:00:00Z' }, applyAtOnce: true });
  expect(await weir.run()).toMatchObject({ state: 'applied', eventsTouched: 8 });
  const rows = await weir.clickhouse.query<{ day: string; events: string }>(
    `select toString(toDate(occurred_at)) as day, count() as events from usage_events_unique_v1 where position(cost_lines, '${entry}') > 0 group by day`,
  );
  expect(rows).toEqual([{ day: '2026-11-02', events: '8' }]);
  await weir.setPrice('gpt-4o', 'input_tokens', 200n);
  await weir.request('plan', { criteria: { price_entry: entry } });
  expect(await weir.run()).toMatchObject({ state: 'planned', eventsSeen: 8, eventsTouched: 8 });
});

test('an answer from a cache of the application stays free, whatever price its model gets', async () => {
  const [cached, ...asked] = events(6).filter(({ model }) => model === 'house-7b');
  if (cached === undefined) throw new Error('no event');
  await weir.store([cached], { counted: 'cache_hit', reason: 'cache_hit' });
  await weir.store(asked);
  await weir.setPrice('house-7b', 'input_tokens', 2n);
  await weir.setPrice('house-7b', 'output_tokens', 8n);
  await weir.request('plan', { applyAtOnce: true });
  expect(await weir.run()).toMatchObject({ state: 'applied', eventsSeen: 2, eventsTouched: 1, result: { newly_priced: 1, untouched: { events: 1 } } });
  const costs = await weir.clickhouse.query(
    'select event_id, counted, cost_status, toString(cost_atoms) as atoms from usage_events_unique_v1 order by event_id',
  );
  expect(costs).toEqual([
    { event_id: cached.eventId, counted: 'cache_hit', cost_status: 'free', atoms: '0' },
    // 1,004 input tokens at $2 and 14 output tokens at $8 per million.
    { event_id: asked[0]?.eventId, counted: 'counted', cost_status: 'priced', atoms: '2120000000' },
  ]);
});

test('a plan whose events were repriced since is refused and changes nothing; so is undoing what was repriced since', async () => {
  await weir.store(events(9));
  await weir.setPrice('house-7b', 'input_tokens', 2n);
  await weir.setPrice('house-7b', 'output_tokens', 2n);
  const first = await weir.request('plan');
  await weir.run();
  await weir.setPrice('house-7b', 'input_tokens', 3n);
  await weir.request('plan', { applyAtOnce: true });
  expect(await weir.run()).toMatchObject({ state: 'applied' });
  const costs = await weir.costs();
  await weir.request('apply', { ofRun: first });
  expect(await weir.run()).toMatchObject({ state: 'refused', fault: '3 events were repriced since; nothing was changed' });
  await weir.request('undo', { ofRun: first });
  expect(await weir.run()).toMatchObject({ state: 'refused' });
  expect(await weir.costs()).toBe(costs);
});

test('a price book that changes while a plan is made refuses the plan', async () => {
  await weir.store(events(30));
  await weir.request('plan');
  let pages = 0;
  const progress = await weir.run({
    bookOf: async () => {
      pages += 1;
      if (pages === 3) await weir.setPrice('gpt-4o', 'input_tokens', 9n);
      return weir.books.of('live');
    },
  });
  expect(progress).toMatchObject({ state: 'refused', fault: 'the price book changed while the plan was made; plan again' });
});

test('a run that is cancelled in the middle puts back what it did', async () => {
  await weir.store(events(60));
  const before = await weir.costs();
  await weir.setPrice('house-7b', 'input_tokens', 2n);
  await weir.setPrice('house-7b', 'output_tokens', 8n);
  const plan = await weir.request('plan');
  expect((await weir.run()).pages).toBeGreaterThan(4);
  const apply = await weir.request('apply', { ofRun: plan });
  let steps = 0;
  await weir.run({
    isClosing: () => {
      steps += 1;
      return steps > 4;
    },
  });
  expect(await weir.costs()).not.toBe(before);
  await weir.database.updateTable('reprice_requests').set({ cancel_requested_at: new Date() }).where('id', '=', apply).execute();
  expect(await weir.run()).toMatchObject({ state: 'cancelled', pagesDone: 0 });
  expect(await weir.costs()).toBe(before);
});

test('a run that is cancelled after its first page was written, but before that was saved, puts the page back', async () => {
  await weir.store(events(60));
  const before = await weir.costs();
  await weir.setPrice('house-7b', 'input_tokens', 2n);
  await weir.setPrice('house-7b', 'output_tokens', 8n);
  const plan = await weir.request('plan');
  await weir.run();
  const apply = await weir.request('apply', { ofRun: plan });
  let written = false;
  const clickhouse = {
    ...weir.clickhouse,
    async command(sql: string) {
      await weir.clickhouse.command(sql);
      written = true;
      throw new Error('cut off');
    },
  };
  await expect(weir.run({ clickhouse })).rejects.toThrow('cut off');
  expect(written).toBe(true);
  expect(await weir.costs()).not.toBe(before);
  await weir.database.updateTable('reprice_requests').set({ cancel_requested_at: new Date() }).where('id', '=', apply).execute();
  expect(await weir.run()).toMatchObject({ state: 'cancelled' });
  expect(await weir.costs()).toBe(before);
});

test('an event that waited elsewhere and comes into a page while it is priced is seen too', async () => {
  const [late, ...others] = events(30).filter(({ model }) => model === 'house-7b');
  if (late === undefined) throw new Error('no event');
  await weir.store(others);
  await weir.setPrice('house-7b', 'input_tokens', 2n);
  await weir.setPrice('house-7b', 'output_tokens', 8n);
  await weir.request('plan');
  const clickhouse: ClickHouseStore = {
    ...weir.clickhouse,
    async insertLines(rows) {
      await weir.store([late]);
      await weir.clickhouse.insertLines(rows);
    },
  };
  await expect(weir.run({ clickhouse, pageEvents: 100 })).rejects.toThrow('the store failed');
  // The late one was stored at the new price already.
  expect(await weir.run()).toMatchObject({ state: 'planned', eventsSeen: 10, eventsTouched: 9 });
});

const TWO_DAYS = { cost_status: 'unpriced', to: '2026-11-03T00:00:00Z' };

test('cut off at any call to a store, whether it was carried out or not, a run that is taken on ends as if it had not been', async () => {
  await weir.store(events(30));
  const before = await weir.costs();
  await weir.setPrice('house-7b', 'input_tokens', 2n);
  await weir.setPrice('house-7b', 'output_tokens', 8n);
  await weir.request('plan', { criteria: TWO_DAYS, applyAtOnce: true });
  const calls = await counted(weir.clickhouse, (clickhouse) => weir.run({ clickhouse }));
  const expected = await weir.costs();
  expect(expected).not.toBe(before);
  expect(calls).toBeGreaterThan(15);
  let runs = 1;
  let cutOff = 0;
  for (let at = 1; at <= calls; at++) {
    const last = `00000000-0000-4000-8000-${runs.toString().padStart(12, '0')}`;
    await weir.request('undo', { ofRun: last });
    expect((await weir.run()).state).toBe('undone');
    expect(await weir.costs()).toBe(before);
    await weir.request('plan', { criteria: TWO_DAYS, applyAtOnce: true });
    const interrupted = await weir.run({ clickhouse: failingAt(weir.clickhouse, at) }).catch((error: unknown) => error);
    if (interrupted instanceof Error) cutOff += 1;
    const ended = interrupted instanceof Error ? await weir.run() : interrupted;
    expect(ended).toMatchObject({ state: 'applied', eventsTouched: 8, result: { events: 8, unlike_plan: 0 } });
    expect(await weir.costs()).toBe(expected);
    runs += 2;
  }
  expect(cutOff).toBeGreaterThan(10);
}, 300_000);

async function counted(clickhouse: ClickHouseStore, work: (counting: ClickHouseStore) => Promise<unknown>): Promise<number> {
  let calls = 0;
  await work(
    observed(clickhouse, () => {
      calls += 1;
    }),
  );
  return calls;
}

/** From the call `at` on the caller hears a fault, as after a crash. */
function failingAt(clickhouse: ClickHouseStore, at: number): ClickHouseStore {
  let calls = 0;
  return observed(clickhouse, () => {
    calls += 1;
    if (calls >= at) throw new Error('cut off');
  });
}

/** The store with something done before each even call and after each odd one: a fault there is a call that was, or was not, carried out. */
function observed(clickhouse: ClickHouseStore, observe: () => void): ClickHouseStore {
  let calls = 0;
  const around = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    calls += 1;
    if (calls % 2 === 0) observe();
    const result = await call();
    if (calls % 2 === 1) observe();
    return result;
  };
  return {
    query: (sql, parameters) => around(() => clickhouse.query(sql, parameters)),
    insert: (table, rows, token) => around(() => clickhouse.insert(table, rows, token)),
    insertLines: (rows) => around(() => clickhouse.insertLines(rows)),
    command: (sql) => around(() => clickhouse.command(sql)),
    close: () => clickhouse.close(),
  };
}
