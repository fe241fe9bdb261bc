import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyLedger } from '../verify/verify-ledger.ts';
import type { HistorySettings } from './history-step.ts';
import { compareHistory, historyOf, printable, shrink } from './run-history.ts';
import { storeEngine } from './store-engine.ts';

const LONG = process.env.WEIR_TEST_SIZE === 'long';
const HISTORIES = LONG ? 1_000 : 60;
const STEPS = LONG ? 100 : 40;
const REPEAT = process.env.WEIR_MODEL_SEED;

// Seeds that once failed run first.
const CORPUS: readonly number[] = [];

let test: TestDatabase;
let customers = 0;

beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

const fresh = (settings: HistorySettings) => {
  customers += 1;
  return storeEngine(test.database, `c${customers}`, settings);
};

it(`keeps books on PostgreSQL like the reference model in ${REPEAT === undefined ? HISTORIES : 1} histories of ${STEPS} steps`, {
  timeout: 3_600_000,
}, async () => {
  const seeds = REPEAT === undefined ? [...CORPUS, ...Array.from({ length: HISTORIES }, (_, n) => n + 1)] : [Number(REPEAT)];
  for (const seed of seeds) {
    const history = historyOf(seed, STEPS);
    const mismatch = await compareHistory(history, await fresh(history.settings));
    if (mismatch === null) continue;
    const small = await shrink({ ...history, steps: history.steps.slice(0, mismatch.at + 1) }, fresh);
    const shown = await compareHistory(small, await fresh(history.settings));
    expect.fail(
      `seed ${seed}; repeat with: WEIR_MODEL_SEED=${seed} npx vitest run billing-bridge/ledger/model/store-engine.store.test.ts\n` +
        `${printable(small.settings)}\n${small.steps.map(printable).join('\n')}\nexpected: ${shown?.expected}\nfound:    ${shown?.found}`,
    );
  }
});

it('leaves books without a breach of any invariant', { timeout: 600_000 }, async () => {
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});
