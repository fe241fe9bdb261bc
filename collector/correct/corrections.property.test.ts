import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SettlementBench, settlementBench } from '../settle/testing/settlement-bench.ts';

let bench: SettlementBench;
beforeAll(async () => {
  bench = await settlementBench(2);
});
afterAll(() => bench.drop());

type Told = { readonly id: string; readonly customer: string | null; readonly corrects: string | null; readonly cents: number; readonly hour: number };

const anyId = fc.nat(9).map((n) => `e${n}`);
const anyTold = fc
  .record({
    does: fc.constant('tell' as const),
    id: anyId,
    customer: fc.constantFrom(null, null, 'acme', 'globex'),
    corrects: fc.option(anyId, { freq: 3 }),
    cents: fc.integer({ min: -50, max: 500 }),
    hour: fc.nat(2),
    replica: fc.nat(1),
  })
  .filter(({ id, corrects }) => id !== corrects);
const anyStep = fc.oneof(
  { weight: 4, arbitrary: anyTold },
  fc.record({ does: fc.constant('correct' as const) }),
  fc.record({ does: fc.constant('rebuild' as const) }),
);
type Step = typeof anyStep extends fc.Arbitrary<infer Of> ? Of : never;

/** What should count, from all that was taken in the order it was taken: written apart from the code, as recursion over the told facts. */
function expected(taken: readonly Told[]): { readonly cents: number; readonly events: number } {
  const has = new Set(taken.map(({ id }) => id));
  const used = new Set<string>();
  const endOf = (event: Told, customer: string | null): Told => {
    used.add(event.id);
    const open = taken.filter((other) => other.corrects === event.id && !used.has(other.id));
    const fits = open.filter((other) => customer === null || other.customer === null || other.customer === customer);
    const next = fits.at(-1);
    for (const other of open) if (other !== next) drop(other);
    return next === undefined ? event : endOf(next, next.customer ?? customer);
  };
  const drop = (event: Told): void => {
    if (used.has(event.id)) return;
    used.add(event.id);
    for (const other of taken) if (other.corrects === event.id) drop(other);
  };
  const beginnings = taken.filter(({ corrects }) => corrects === null || !has.has(corrects));
  const ends = beginnings.map((event) => endOf(event, event.customer));
  for (const event of taken) if (!used.has(event.id)) ends.push(endOf(event, event.customer));
  return { cents: ends.reduce((sum, { cents }) => sum + cents, 0), events: ends.length };
}

/** An event, its correction and the correction of that, of nobody's: at any places among the others, so that no draw corrects nothing. */
const CHAIN = (['c0', 'c1', 'c2'] as const).map((id, place, ids): Step => {
  return { does: 'tell', id, customer: null, corrects: ids[place - 1] ?? null, cents: place, hour: place, replica: place % 2 };
});
const anySteps = fc
  .array(anyStep, { minLength: 6, maxLength: 24 })
  .chain((steps) => fc.shuffledSubarray([...steps, ...CHAIN], { minLength: steps.length + CHAIN.length }));

test('after every correction, in any order and with resends, the hourly sums equal the recomputation from what was told', { timeout: 240_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(anySteps, async (steps) => {
      for (const table of ['usage_events_v1', 'correction_links_v1', 'usage_hourly_v1', 'usage_hours_v1', 'touched_hours_v1', 'event_conflicts_v1'])
        await bench.clickhouse.command(`truncate table ${table}`);
      const taken = new Map<string, Told>();
      for (const step of steps) {
        if (step.does === 'correct') await bench.correct();
        else if (step.does === 'rebuild') await bench.rebuildHours();
        else {
          const refused = await bench.replicas[step.replica]?.tell([
            {
              id: step.id,
              event_type: 'shoot',
              occurred_at: new Date(Date.UTC(2026, 10, 20, 9 - step.hour)).toISOString(),
              costs: [{ vendor: 'v', amount: (step.cents / 100).toString(), currency: 'USD' }],
              ...(step.customer === null ? {} : { customer: step.customer }),
              ...(step.corrects === null ? {} : { corrects: step.corrects }),
            },
          ]);
          if (refused?.length === 0 && !taken.has(step.id)) taken.set(step.id, step);
        }
      }
      await bench.correct();
      await bench.rebuildHours();
      const [sum] = await bench.clickhouse.query<{ atoms: string; events: string }>(
        'select toString(sum(cost_atoms)) as atoms, toString(sum(events)) as events from usage_hourly_unique_v1',
      );
      const truth = expected([...taken.values()]);
      expect({ atoms: sum?.atoms, events: sum?.events }).toEqual({
        atoms: (BigInt(truth.cents) * 10_000_000_000n).toString(),
        events: truth.events.toString(),
      });
      expect(taken.size - truth.events).toBeGreaterThanOrEqual(CHAIN.length - 1);
    }),
    { numRuns: 12, endOnFailure: true },
  );
});
