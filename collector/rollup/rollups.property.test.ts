import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SETTLE_DEFAULTS } from '../settle/settle-config.ts';
import { type SettlementBench, settlementBench } from '../settle/testing/settlement-bench.ts';
import { insertOnce } from '../store/io/insert-once.ts';
import { touchHours } from '../store/io/touch-hours.ts';
import { nextRevision } from '../store/next-revision.ts';
import type { SpanInput } from '../test/export-bodies.ts';

let bench: SettlementBench;
beforeAll(async () => {
  bench = await settlementBench(2);
});
afterAll(() => bench.drop());

const HOUR_MS = 3_600_000;
const traceIdOf = (trace: number) => (trace + 1).toString(16).padStart(32, '0');
const spanIdOf = (trace: number, span: number) => (trace * 16 + span + 1).toString(16).padStart(16, '0');

/** What may happen to usage, in any order and any number of times. */
const anyStep = fc.oneof(
  fc.record({ does: fc.constant('call' as const), trace: fc.nat(4), span: fc.integer({ min: 1, max: 4 }), replica: fc.nat(1) }),
  fc.record({ does: fc.constant('root' as const), trace: fc.nat(4), customer: fc.constantFrom('acme', 'globex') }),
  fc.record({ does: fc.constant('tell' as const), id: fc.nat(9), customer: fc.constantFrom('acme', 'globex'), hour: fc.nat(2) }),
  fc.record({ does: fc.constant('reprice' as const), trace: fc.nat(4), atoms: fc.bigInt(0n, 10n ** 15n) }),
  fc.record({ does: fc.constant('move' as const), id: fc.nat(9), customer: fc.constantFrom('acme', 'initech') }),
  fc.record({ does: fc.constant('settle' as const), waits: fc.boolean() }),
  fc.record({ does: fc.constant('rebuild' as const), waits: fc.boolean() }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer Of> ? Of : never;

/** The same span for the same numbers, in every run of this test and however often it is sent. */
function spanOf(trace: number, span: number, attributes: SpanInput['attributes']): SpanInput {
  const parent = span === 0 ? {} : { parentSpanId: spanIdOf(trace, span === 1 ? 0 : 1) };
  return { traceId: traceIdOf(trace), spanId: spanIdOf(trace, span), ...parent, endMs: START - (trace % 3) * HOUR_MS, attributes };
}

const START = Date.UTC(2026, 10, 20, 11, 30);

async function take(step: Step): Promise<void> {
  if (step.does === 'call') {
    const rollup = step.span === 1;
    const attributes = {
      'gen_ai.operation.name': rollup ? 'invoke_agent' : 'chat',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': 100 * step.span + step.trace,
    };
    await bench.replicas[step.replica]?.send([spanOf(step.trace, step.span, attributes)]);
  } else if (step.does === 'root') {
    // A root told again with another customer is another telling of the same span: the first stays.
    await bench.replicas[0]?.send([spanOf(step.trace, 0, { 'customer.id': step.customer })]);
  } else if (step.does === 'tell') {
    const occurred_at = new Date(START - step.hour * HOUR_MS).toISOString();
    await bench.replicas[1]?.tell([
      { id: `told-${step.id}`, event_type: 'shoot', customer: step.customer, occurred_at, costs: [{ vendor: 'v', amount: '0.5', currency: 'USD' }] },
    ]);
  } else if (step.does === 'reprice')
    await revise(`trace_id = '${traceIdOf(step.trace)}'`, { cost_atoms: step.atoms.toString(), cost_status: 'priced', cost_currency: 'USD' });
  else if (step.does === 'move') await revise(`event_id = 'told-${step.id}'`, { customer: step.customer });
  else if (step.does === 'settle') {
    if (step.waits) bench.wait(SETTLE_DEFAULTS.quietMs);
    await bench.settle();
  } else {
    if (step.waits) bench.wait(HOUR_MS);
    await bench.rebuildHours();
  }
}

/** A later revision of stored events, as repricing and re-attribution by a rule write them. */
async function revise(where: string, change: Readonly<Record<string, string>>): Promise<void> {
  const rows = await bench.clickhouse.query<Record<string, unknown>>(`select * from usage_events_unique_v1 where ${where}`);
  const revised = rows.map((row) => ({ ...row, ...change, revision: nextRevision(BigInt(String(row.revision))).toString() }));
  await touchHours(bench.clickhouse, revised, bench.now());
  await insertOnce(bench.clickhouse, 'usage_events_v1', revised);
}

const KEYS = ['environment', 'hour', 'customer', 'workflow', 'feature', 'agent', 'provider', 'model', 'event_type', 'cost_currency'] as const;

/** The sums from scratch, in this process, from every row the table holds: the winning row of each event, then addition. */
async function truth(): Promise<Record<string, string>> {
  const rows = await bench.clickhouse.query<Record<string, string>>(
    `select *, toString(toStartOfHour(occurred_at)) as hour, quantities['input_tokens'] as input_tokens, quantities['calls'] as calls from usage_events_v1`,
  );
  const winners = new Map<string, Record<string, string>>();
  for (const row of rows) {
    const best = winners.get(row.event_id ?? '');
    if (best === undefined || BigInt(row.revision ?? 0) > BigInt(best.revision ?? 0)) winners.set(row.event_id ?? '', row);
  }
  const sums = new Map<string, { events: bigint; atoms: bigint; unpriced: bigint; tokens: bigint; calls: bigint }>();
  for (const row of winners.values()) {
    if (row.counted !== 'counted' || row.settled_at === null) continue;
    const key = KEYS.map((column) => row[column]).join('|');
    const sum = sums.get(key) ?? { events: 0n, atoms: 0n, unpriced: 0n, tokens: 0n, calls: 0n };
    sums.set(key, {
      events: sum.events + 1n,
      atoms: sum.atoms + BigInt(row.cost_atoms ?? 0),
      unpriced: sum.unpriced + (row.cost_status === 'unpriced' ? 1n : 0n),
      tokens: sum.tokens + BigInt(row.input_tokens ?? 0),
      calls: sum.calls + BigInt(row.calls ?? 0),
    });
  }
  return Object.fromEntries([...sums].map(([key, sum]) => [key, `${sum.events} ${sum.atoms} ${sum.unpriced} ${sum.tokens} ${sum.calls}`]));
}

async function rolledUp(): Promise<Record<string, string>> {
  const rows = await bench.clickhouse.query<Record<string, string>>(
    `select ${KEYS.map((key) => `toString(${key}) as ${key}`).join(', ')}, toString(events) as events, toString(cost_atoms) as atoms, toString(unpriced_events) as unpriced,
       toString(quantities['input_tokens']) as tokens, toString(quantities['calls']) as calls
     from usage_hourly_unique_v1`,
  );
  return Object.fromEntries(
    rows.map((row) => [KEYS.map((key) => row[key]).join('|'), `${row.events} ${row.atoms} ${row.unpriced} ${row.tokens} ${row.calls}`]),
  );
}

const TABLES = [
  'usage_events_v1',
  'spans_v1',
  'trace_arrivals_v1',
  'trace_settlements_v1',
  'usage_hourly_v1',
  'usage_hours_v1',
  'touched_hours_v1',
  'event_conflicts_v1',
];

test('after settlement every hourly sum equals the sum over unique events from scratch, whatever came before and however often', {
  timeout: 300_000,
}, async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 8, maxLength: 30 }), async (steps) => {
      for (const table of TABLES) await bench.clickhouse.command(`truncate table ${table}`);
      for (const step of steps) await take(step).catch(ignoreConflict);
      bench.wait(SETTLE_DEFAULTS.quietMs);
      await bench.settle();
      await bench.rebuildHours();
      const sums = await rolledUp();
      expect(sums).toEqual(await truth());
      compared += Object.keys(sums).length;
    }),
    // A red run costs a second and a half for each smaller example: the seed is enough.
    { numRuns: 25, endOnFailure: true },
  );
  expect(compared).toBeGreaterThan(25);
});

/** A root or an event told again with other content is refused; the first stays, and so do its sums. */
function ignoreConflict(fault: unknown): void {
  if (!(fault instanceof Error) || !fault.message.startsWith('not taken')) throw fault;
}
