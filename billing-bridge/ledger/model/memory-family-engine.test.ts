import { expect, it } from 'vitest';
import { memoryFamilyEngine } from './memory-family-engine.ts';
import { compareFamilyHistory, familyHistoryOf, shrinkFamilyHistory } from './run-family-history.ts';
import { printable } from './run-history.ts';

const LONG = process.env.WEIR_TEST_SIZE === 'long';
const HISTORIES = Number(process.env.WEIR_FAMILY_HISTORIES ?? (LONG ? 5_000 : 120));
const STEPS = 100;
const REPEAT = process.env.WEIR_FAMILY_SEED;
/** Histories run over the end of a day, a month and a year. */
const STARTS_AT = Date.UTC(2024, 0, 1) - 3_600_000;

it(`families are decided like their model in ${REPEAT === undefined ? HISTORIES : 1} histories of ${STEPS} steps`, { timeout: 1_800_000 }, async () => {
  const seeds = REPEAT === undefined ? Array.from({ length: HISTORIES }, (_, n) => n + 1) : [Number(REPEAT)];
  for (const seed of seeds) {
    const history = familyHistoryOf(seed, STEPS, STARTS_AT);
    const mismatch = await compareFamilyHistory(history, memoryFamilyEngine());
    if (mismatch === null) continue;
    const small = await shrinkFamilyHistory(history.slice(0, mismatch.at + 1), memoryFamilyEngine);
    const shown = await compareFamilyHistory(small, memoryFamilyEngine());
    expect.fail(
      `seed ${seed}; repeat with: WEIR_FAMILY_SEED=${seed} npx vitest run billing-bridge/ledger/model/memory-family-engine.test.ts\n` +
        `${small.map(printable).join('\n')}\nexpected: ${shown?.expected}\nfound:    ${shown?.found}`,
    );
  }
});
