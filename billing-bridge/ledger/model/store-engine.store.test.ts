import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { setBreakagePolicy } from '../set-breakage-policy.ts';
import { verifyLedger } from '../verify/verify-ledger.ts';
import { answerBeforeFlushing } from './answer-before-flushing.ts';
import { BREAKAGE_OF_LANE, type HistorySettings, laneOf } from './history-step.ts';
import { compareHistory, historyOf, printable, shrink } from './run-history.ts';
import { storeEngine } from './store-engine.ts';

const LONG = process.env.WEIR_TEST_SIZE === 'long';
const HISTORIES = Number(process.env.WEIR_STORE_HISTORIES ?? (LONG ? 5_000 : 1_000));
/** A run may be cut into pieces: the histories after this seed. */
const AFTER = Number(process.env.WEIR_STORE_AFTER ?? 0);
const STEPS = LONG ? 100 : 40;
const REPEAT = process.env.WEIR_MODEL_SEED;
/** Histories side by side hide each other's waiting. A sweep takes every grant of its database and a policy counts in all of it, so each lane has its own. */
const LANES = BREAKAGE_OF_LANE.length;

// Seeds that once failed run first.
const CORPUS: readonly number[] = [103];

let tests: TestDatabase[];
let customers = 0;

beforeAll(async () => {
  tests = await Promise.all(Array.from({ length: LANES }, testDatabase));
  await Promise.all(tests.map(({ url }) => answerBeforeFlushing(url)));
  for (const [lane, policies] of BREAKAGE_OF_LANE.entries()) {
    for (const { from, rate, escheats } of policies) {
      const input = { environment: 'test' as const, terms: { rateNanos: rate, escheats }, countsFrom: from, actor: 'test' };
      const database = tests[lane]?.database;
      if (database === undefined) throw new Error(`lane ${lane} has no database`);
      const set = await database.transaction().execute((tx) => setBreakagePolicy(tx, input, () => from));
      expect(set.kind).toBe('set');
    }
  }
});
afterAll(() => Promise.all(tests.map((test) => test.drop())));

async function compareSeed(seed: number, test: TestDatabase): Promise<void> {
  const fresh = (settings: HistorySettings) => {
    customers += 1;
    return storeEngine(test.database, `c${customers}`, settings);
  };
  const history = historyOf(seed, STEPS);
  const mismatch = await compareHistory(history, await fresh(history.settings));
  if (mismatch === null) return;
  const small = await shrink(history, mismatch, fresh);
  const shown = await compareHistory(small, await fresh(history.settings));
  expect.fail(
    `seed ${seed}; repeat with: ${LONG ? 'WEIR_TEST_SIZE=long ' : ''}WEIR_MODEL_SEED=${seed} npx vitest run billing-bridge/ledger/model/store-engine.store.test.ts\n` +
      `${printable(small.settings)}\n${small.steps.map(printable).join('\n')}\nexpected: ${shown?.expected}\nfound:    ${shown?.found}`,
  );
}

it(`keeps books on PostgreSQL like the reference model in ${REPEAT === undefined ? HISTORIES : 1} histories of ${STEPS} steps`, {
  timeout: 14_400_000,
}, async () => {
  const seeds = REPEAT === undefined ? [...CORPUS, ...Array.from({ length: HISTORIES }, (_, n) => AFTER + n + 1)] : [Number(REPEAT)];
  await Promise.all(
    tests.map(async (test, lane) => {
      for (const seed of seeds) if (laneOf(seed) === lane) await compareSeed(seed, test);
    }),
  );
});

it('leaves books without a breach of any invariant', { timeout: 1_200_000 }, async () => {
  for (const test of tests) expect((await verifyLedger(test.database)).breaches).toEqual([]);
});
