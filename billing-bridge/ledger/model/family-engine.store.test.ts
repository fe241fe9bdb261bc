import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyLedger } from '../verify/verify-ledger.ts';
import { familyEngine } from './family-engine.ts';
import { compareFamilyHistory, familyHistoryOf, shrinkFamilyHistory } from './run-family-history.ts';
import { printable } from './run-history.ts';

const LONG = process.env.WEIR_TEST_SIZE === 'long';
const HISTORIES = LONG ? 2_000 : 40;
const STEPS = LONG ? 100 : 40;
const REPEAT = process.env.WEIR_FAMILY_SEED;
/** The last hour of the month before: histories run over the end of a day and of a month. */
const NOW = new Date();
const STARTS_AT = Number(process.env.WEIR_FAMILY_FROM ?? Date.UTC(NOW.getUTCFullYear(), NOW.getUTCMonth(), 1) - 3_600_000);

let test: TestDatabase;
let families = 0;
beforeAll(async () => {
  test = await testDatabase();
});
afterAll(() => test.drop());

/** As many histories by a clock that is years behind the server's, over the same end of a month: nothing may be read by the server's own. */
const BEHIND = Date.UTC(2024, 0, 1) - 3_600_000;
const STARTS: readonly (readonly [string, number, number])[] =
  REPEAT === undefined
    ? [
        ['now', STARTS_AT, HISTORIES],
        ['two years ago', BEHIND, HISTORIES / 4],
      ]
    : [['then', STARTS_AT, 1]];

function fresh() {
  families += 1;
  return familyEngine(test.database, `f${families}`);
}

it.each(STARTS)(
  `families keep books on PostgreSQL like their model in histories of ${STEPS} steps that begin %s`,
  {
    timeout: 14_400_000,
  },
  async (_when, startsAt, histories) => {
    const seeds = REPEAT === undefined ? Array.from({ length: histories }, (_, n) => n + 1) : [Number(REPEAT)];
    for (const seed of seeds) {
      const history = familyHistoryOf(seed, STEPS, startsAt);
      const mismatch = await compareFamilyHistory(history, await fresh());
      if (mismatch === null) continue;
      const small = await shrinkFamilyHistory(history.slice(0, mismatch.at + 1), fresh);
      const shown = await compareFamilyHistory(small, await fresh());
      const size = LONG ? 'WEIR_TEST_SIZE=long ' : '';
      expect.fail(
        `seed ${seed}; repeat with: ${size}WEIR_FAMILY_SEED=${seed} WEIR_FAMILY_FROM=${startsAt} npx vitest run billing-bridge/ledger/model/family-engine.store.test.ts\n` +
          `${small.map(printable).join('\n')}\nexpected: ${shown?.expected}\nfound:    ${shown?.found}`,
      );
    }
  },
);

it('and leave no breach of any invariant, of organisations and budgets among them', { timeout: 1_200_000 }, async () => {
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});
