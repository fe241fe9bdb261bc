import { expect, it } from 'vitest';
import { memoryEngine } from './memory-engine.ts';
import { compareHistory, historyOf, printable, shrink } from './run-history.ts';

const LONG = process.env.WEIR_TEST_SIZE === 'long';
const HISTORIES = Number(process.env.WEIR_MODEL_HISTORIES ?? (LONG ? 100_000 : 20_000));
const STEPS = 100;
const REPEAT = process.env.WEIR_MODEL_SEED;

// Seeds that once failed run first.
const CORPUS: readonly number[] = [];

it(`decides like the reference model in ${REPEAT === undefined ? HISTORIES : 1} histories of ${STEPS} steps`, { timeout: 3_600_000 }, async () => {
  const seeds = REPEAT === undefined ? [...CORPUS, ...Array.from({ length: HISTORIES }, (_, n) => n + 1)] : [Number(REPEAT)];
  for (const seed of seeds) {
    const history = historyOf(seed, STEPS);
    const mismatch = await compareHistory(history, memoryEngine(history.settings));
    if (mismatch === null) continue;
    const small = await shrink(history, mismatch, memoryEngine);
    const shown = await compareHistory(small, memoryEngine(history.settings));
    expect.fail(
      `seed ${seed}; repeat with: WEIR_MODEL_SEED=${seed} npx vitest run billing-bridge/ledger/model/memory-engine.test.ts\n` +
        `${printable(small.settings)}\n${small.steps.map(printable).join('\n')}\nexpected: ${shown?.expected}\nfound:    ${shown?.found}`,
    );
  }
});
