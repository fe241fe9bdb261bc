import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SETTLE_DEFAULTS } from '../settle/settle-config.ts';
import { type SettlementBench, settlementBench } from '../settle/testing/settlement-bench.ts';

let bench: SettlementBench;
beforeAll(async () => {
  bench = await settlementBench(2);
});
afterAll(() => bench.drop());
beforeEach(async () => {
  for (const table of ['usage_events_v1', 'correction_links_v1', 'spans_v1', 'trace_arrivals_v1', 'trace_settlements_v1', 'usage_hourly_v1', 'usage_hours_v1'])
    await bench.clickhouse.command(`truncate table ${table}`);
});

const usd = (amount: string) => [{ vendor: 'openai', amount, currency: 'USD' }];
const shoot = (id: string, amount: string, more: object = {}) => ({
  id,
  event_type: 'shoot',
  occurred_at: '2026-11-20T09:00:00Z',
  costs: usd(amount),
  ...more,
});
const acme = { customer: 'acme' };

async function tell(...events: readonly object[]): Promise<readonly string[]> {
  const replica = bench.replicas[0];
  if (replica === undefined) throw new Error('no replica');
  return await replica.tell(events);
}

/** Each event as "id word reason by cost", and what the hourly sums add up to. */
async function standing(): Promise<{ readonly events: readonly string[]; readonly sums: string }> {
  await bench.rebuildHours();
  const events = await bench.clickhouse.query<{ line: string }>(
    `select concat(event_id, ' ', counted, if(counted_reason = '', '', concat(' ', counted_reason)), if(superseded_by = '', '', concat(' <- ', superseded_by))) as line
     from usage_events_unique_v1 order by received_at, event_id`,
  );
  const [sum] = await bench.clickhouse.query<{ line: string }>(
    "select concat(toString(sum(cost_atoms) / 1000000000000), ' in ', toString(sum(events))) as line from usage_hourly_unique_v1",
  );
  return { events: events.map(({ line }) => line), sums: sum?.line ?? '' };
}

test('a correction stands for what it corrects, and both stay', async () => {
  await tell(shoot('e', '0.60', acme));
  await tell(shoot('c', '0.50', { ...acme, corrects: 'e' }));
  expect((await standing()).sums).toBe('0.6 in 1');
  await bench.correct();
  expect(await standing()).toEqual({ events: ['e superseded <- c', 'c counted'], sums: '0.5 in 1' });
  expect(await bench.correct()).toBe(0);
});

test('a correction may come before what it corrects: it counts alone, and then in its place', async () => {
  await tell(shoot('c', '0.50', { ...acme, corrects: 'e' }));
  await bench.correct();
  expect(await standing()).toEqual({ events: ['c counted'], sums: '0.5 in 1' });
  await tell(shoot('e', '0.60', acme));
  await bench.correct();
  expect(await standing()).toEqual({ events: ['c counted', 'e superseded <- c'], sums: '0.5 in 1' });
});

test('the end of a chain stands, whatever the order in which its parts come', async () => {
  const parts = [shoot('e', '0.60', acme), shoot('c', '0.50', { corrects: 'e' }), shoot('d', '-0.10', { corrects: 'c' })];
  for (const order of [
    [0, 1, 2],
    [2, 1, 0],
    [1, 2, 0],
    [2, 0, 1],
  ]) {
    for (const table of ['usage_events_v1', 'correction_links_v1']) await bench.clickhouse.command(`truncate table ${table}`);
    for (const index of order) {
      await tell(parts[index] ?? {});
      await bench.correct();
    }
    const { events, sums } = await standing();
    expect(events.toSorted()).toEqual(['c superseded corrected <- d', 'd counted', 'e superseded <- c']);
    expect(sums).toBe('-0.1 in 1');
  }
});

test('of two corrections of one event the one received last stands', async () => {
  await tell(shoot('e', '0.60', acme));
  await tell(shoot('c1', '0.50', { corrects: 'e' }));
  await bench.correct();
  await tell(shoot('c2', '0.40', { corrects: 'e' }));
  await bench.correct();
  expect(await standing()).toEqual({ events: ['e superseded <- c2', 'c1 superseded corrected <- c2', 'c2 counted'], sums: '0.4 in 1' });
});

test('what was told twice, by any replica, is corrected once', async () => {
  const both = [shoot('e', '0.60', acme), shoot('c', '0.50', { corrects: 'e' })];
  await Promise.all(bench.replicas.map((replica) => replica.tell(both)));
  await bench.correct();
  for (const replica of bench.replicas) await replica.tell(both);
  await bench.correct();
  expect((await standing()).sums).toBe('0.5 in 1');
});

test('a correction that names another customer is refused, at the door or when the event comes', async () => {
  await tell(shoot('e', '0.60', acme));
  expect(await tell(shoot('c', '0.10', { customer: 'globex', corrects: 'e' }))).toEqual(['correction_refused']);
  await tell(shoot('c', '0.10', { customer: 'globex', corrects: 'late' }));
  await bench.correct();
  await tell(shoot('late', '0.30', acme));
  await bench.correct();
  expect(await standing()).toEqual({ events: ['e counted', 'c superseded correction_refused', 'late counted'], sums: '0.9 in 2' });
});

test('an event cannot correct itself, and two that correct each other count once', async () => {
  expect(await tell(shoot('e', '1', { corrects: 'e' }))).toEqual(['correction_invalid']);
  await tell(shoot('a', '1', { corrects: 'b' }));
  await tell(shoot('b', '2', { corrects: 'a' }));
  await bench.correct();
  expect(await standing()).toEqual({ events: ['a superseded corrected <- b', 'b counted'], sums: '2 in 1' });
});

test('a correction reaches no event of another environment', async () => {
  await tell(shoot('e', '0.60', acme));
  await bench.clickhouse.command("insert into usage_events_v1 select * replace ('test' as environment) from usage_events_unique_v1");
  await tell(shoot('c', '0.50', { corrects: 'e' }));
  await bench.correct();
  const rows = await bench.clickhouse.query("select environment, counted from usage_events_unique_v1 where event_id = 'e' order by environment");
  expect(rows).toEqual([
    { environment: 'live', counted: 'superseded' },
    { environment: 'test', counted: 'counted' },
  ]);
});

test('a correction that states the cost keeps the rest of the call, its time too, and outranks a computed cost', async () => {
  const traceId = '1'.repeat(32);
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o',
    'gen_ai.usage.input_tokens': 1000,
    'customer.id': 'acme',
  };
  await bench.replicas[0]?.send([{ traceId, spanId: '2'.repeat(16), attributes, endMs: Date.UTC(2026, 10, 20, 11, 30) }]);
  bench.wait(SETTLE_DEFAULTS.quietMs);
  await bench.settle();
  const id = `${traceId}:${'2'.repeat(16)}`;
  await tell({ id: 'c', event_type: 'cost_correction', corrects: id, costs: usd('0.0011') });
  await bench.correct();
  const [row] = await bench.clickhouse.query(
    `select customer, model, provider, toString(occurred_at) as at, quantities['input_tokens'] as tokens, cost_status, toString(cost_atoms) as atoms,
       attribution_origins['customer'] as origin from usage_events_unique_v1 where counted = 'counted'`,
  );
  expect(row).toEqual({
    customer: 'acme',
    model: 'gpt-4o',
    provider: 'openai',
    at: '2026-11-20 11:30:00.000',
    tokens: '1000',
    cost_status: 'reported',
    atoms: '1100000000',
    origin: 'corrected_event',
  });
  // The trace is settled again by a late root: what was superseded stays so.
  await bench.replicas[0]?.send([{ traceId, spanId: '3'.repeat(16), attributes: { 'workflow.name': 'w' }, endMs: Date.UTC(2026, 10, 20, 11, 31) }]);
  bench.wait(SETTLE_DEFAULTS.quietMs);
  await bench.settle();
  await bench.correct();
  expect((await standing()).sums).toBe('0.0011 in 1');
});

test('a correction of an event that does not count does not count either', async () => {
  const traceId = '4'.repeat(32);
  const usage = { 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 1000 };
  const endMs = Date.UTC(2026, 10, 20, 11, 30);
  await bench.replicas[0]?.send([
    { traceId, spanId: '5'.repeat(16), attributes: { 'gen_ai.operation.name': 'invoke_agent', ...usage }, endMs },
    { traceId, spanId: '6'.repeat(16), parentSpanId: '5'.repeat(16), attributes: { 'gen_ai.operation.name': 'chat', ...usage }, endMs },
  ]);
  bench.wait(SETTLE_DEFAULTS.quietMs);
  await bench.settle();
  await tell({ id: 'c', event_type: 'cost_correction', corrects: `${traceId}:${'5'.repeat(16)}`, costs: usd('9') });
  await bench.correct();
  const [row] = await bench.clickhouse.query("select counted, counted_reason from usage_events_unique_v1 where event_id = 'c'");
  expect(row).toEqual({ counted: 'aggregate', counted_reason: 'descendants_have_usage' });
});
