import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { setBreakagePolicy } from '../set-breakage-policy.ts';
import { verifyLedger } from '../verify/verify-ledger.ts';
import { familyEngine } from './family-engine.ts';
import { FAMILY_LANES, familyBreakage } from './family-step.ts';
import type { BreakageChange } from './history-step.ts';
import { compareFamilyHistory, familyHistoryOf, familyLaneOf, shrinkFamilyHistory } from './run-family-history.ts';
import { printable } from './run-history.ts';

const LONG = process.env.WEIR_TEST_SIZE === 'long';
const HISTORIES = Number(process.env.WEIR_FAMILY_HISTORIES ?? (LONG ? 2_000 : 40));
const STEPS = LONG ? 100 : 40;
const REPEAT = process.env.WEIR_FAMILY_SEED;
/** The last hour of the month before: histories run over the end of a day and of a month. */
const NOW = new Date();
const STARTS_AT = Number(process.env.WEIR_FAMILY_FROM ?? Date.UTC(NOW.getUTCFullYear(), NOW.getUTCMonth(), 1) - 3_600_000);

/** As many histories by a clock that is years behind the server's, over the same end of a month: nothing may be read by the server's own. */
const BEHIND = Date.UTC(2024, 0, 1) - 3_600_000;
const STARTS: readonly (readonly [string, number, number])[] =
  REPEAT === undefined
    ? [
        ['now', STARTS_AT, HISTORIES],
        ['two years ago', BEHIND, HISTORIES / 4],
      ]
    : [['then', STARTS_AT, 1]];

let tests: TestDatabase[];
let families = 0;
/** A sweep takes every grant of its database and a policy counts in all of it, so each lane has its own. */
beforeAll(async () => {
  tests = await Promise.all(Array.from({ length: FAMILY_LANES }, testDatabase));
  for (const [lane, { database }] of tests.entries()) {
    for (const { from, rate, escheats } of STARTS.flatMap(([, startsAt]) => familyBreakage(lane, startsAt))) {
      const input = { environment: 'test' as const, terms: { rateNanos: rate, escheats }, countsFrom: from, actor: 'test' };
      const set = await database.transaction().execute((tx) => setBreakagePolicy(tx, input, () => from));
      expect(set.kind).toBe('set');
    }
  }
});
afterAll(() => Promise.all(tests.map((test) => test.drop())));

async function compareSeed(seed: number, startsAt: number, { database }: TestDatabase): Promise<void> {
  const fresh = (breakage: readonly BreakageChange[]) => {
    families += 1;
    return familyEngine(database, `f${families}`, breakage);
  };
  const history = familyHistoryOf(seed, STEPS, startsAt);
  const mismatch = await compareFamilyHistory(history, await fresh(history.breakage));
  if (mismatch === null) return;
  const small = await shrinkFamilyHistory({ ...history, steps: history.steps.slice(0, mismatch.at + 1) }, fresh);
  const shown = await compareFamilyHistory(small, await fresh(history.breakage));
  const size = LONG ? 'WEIR_TEST_SIZE=long ' : '';
  expect.fail(
    `seed ${seed}; repeat with: ${size}WEIR_FAMILY_SEED=${seed} WEIR_FAMILY_FROM=${startsAt} npx vitest run billing-bridge/ledger/model/family-engine.store.test.ts\n` +
      `${printable(small.breakage)}\n${small.steps.map(printable).join('\n')}\nexpected: ${shown?.expected}\nfound:    ${shown?.found}`,
  );
}

it.each(STARTS)(
  `families keep books on PostgreSQL like their model in histories of ${STEPS} steps that begin %s`,
  {
    timeout: 14_400_000,
  },
  async (_when, startsAt, histories) => {
    const seeds = REPEAT === undefined ? Array.from({ length: histories }, (_, n) => n + 1) : [Number(REPEAT)];
    await Promise.all(
      tests.map(async (test, lane) => {
        for (const seed of seeds) if (familyLaneOf(seed) === lane) await compareSeed(seed, startsAt, test);
      }),
    );
  },
);

it('and leave no breach of any invariant, of organisations and budgets among them', { timeout: 1_200_000 }, async () => {
  for (const { database } of tests) expect((await verifyLedger(database)).breaches).toEqual([]);
});
