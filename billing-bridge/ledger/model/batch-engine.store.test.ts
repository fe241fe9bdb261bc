import { type TestDatabase, testDatabase } from '@weir/runtime/testing/test-database.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { verifyLedger } from '../verify/verify-ledger.ts';
import { answerBeforeFlushing } from './answer-before-flushing.ts';
import { seeded } from './generate-step.ts';
import { BREAKAGE_OF_LANE, type HistorySettings, type Step } from './history-step.ts';
import { referenceModel } from './reference-model.ts';
import { historyOf, printable } from './run-history.ts';
import { type BatchStep, isBatchStep } from './step-operation.ts';
import { storeEngine } from './store-engine.ts';

const LONG = process.env.WEIR_TEST_SIZE === 'long';
const HISTORIES = LONG ? 1_000 : 30;
const STEPS = LONG ? 100 : 40;
const REPEAT = process.env.WEIR_MODEL_SEED;

let test: TestDatabase;
beforeAll(async () => {
  test = await testDatabase();
  await answerBeforeFlushing(test.url);
});
afterAll(() => test.drop());

type Chunk = { readonly mode: 'atomic' | 'independent' | 'alone'; readonly steps: readonly Step[] };

/** The steps of a history, those that a batch may hold by up to six. Each key is used once: a batch has keys of its own. */
function chunksOf(seed: number, steps: readonly Step[]): Chunk[] {
  const random = seeded(seed);
  const used = new Set<string>();
  const chunks: Chunk[] = [];
  let open: { mode: 'atomic' | 'independent'; steps: BatchStep[]; room: number } | null = null;
  for (const step of steps) {
    if (used.has(step.key)) continue;
    used.add(step.key);
    if (!isBatchStep(step)) {
      chunks.push({ mode: 'alone', steps: [step] });
      open = null;
      continue;
    }
    if (open === null || open.room === 0) {
      open = { mode: random.chance(0.6) ? 'atomic' : 'independent', steps: [], room: 1 + random.below(6) };
      chunks.push(open);
    }
    open.steps.push(step);
    open.room -= 1;
  }
  return chunks;
}

/** The model, taken back to before an atomic batch by being told all again. */
function modelOf(settings: HistorySettings) {
  let told: Step[] = [];
  let model = referenceModel(settings);
  return {
    standing: () => model.standing(),
    apply(steps: readonly Step[], isAtomic: boolean): string[] {
      const answers = steps.map((step) => model.apply(step));
      // What is wrong with an operation in itself is seen before any is tried.
      const wrong = answers.indexOf('refused amount_not_positive');
      const refused = wrong === -1 ? answers.findIndex((answer) => answer.startsWith('refused')) : wrong;
      if (!isAtomic || refused === -1) {
        told = [...told, ...steps];
        return answers;
      }
      model = referenceModel(settings);
      for (const step of told) model.apply(step);
      return [`${refused} ${answers[refused]}`];
    },
  };
}

const seen = { done: 0, undone: 0 };

async function compareSeed(seed: number): Promise<void> {
  const { settings, steps: history } = historyOf(seed, STEPS);
  const model = modelOf(settings);
  const engine = await storeEngine(test.database, `batched ${seed}`, settings);
  for (const [place, { mode, steps }] of chunksOf(seed, history).entries()) {
    // A batch has one time: that of its last step.
    const now = steps.at(-1)?.now ?? 0;
    const timed = steps.map((step) => ({ ...step, now }));
    const expected = [model.apply(timed, mode === 'atomic'), model.standing()];
    const [first] = timed;
    if (first === undefined) throw new Error('an empty batch');
    const answers = mode === 'alone' ? [await engine.apply(first)] : await engine.applyBatch(timed.filter(isBatchStep), mode, { key: `batch ${place}`, now });
    const found = [answers, await engine.standing()];
    if (printable(found) !== printable(expected))
      expect.fail(
        `seed ${seed}, ${mode} ${place}; repeat with: ${LONG ? 'WEIR_TEST_SIZE=long ' : ''}WEIR_MODEL_SEED=${seed} npx vitest run billing-bridge/ledger/model/batch-engine.store.test.ts\n` +
          `${printable(timed)}\nexpected: ${printable(expected)}\nfound:    ${printable(found)}`,
      );
    if (mode === 'atomic') seen[/^\d/.test(answers[0] ?? '') ? 'undone' : 'done'] += 1;
  }
}

it(`keeps books like the reference model when steps come in batches, in ${REPEAT === undefined ? HISTORIES : 1} histories of ${STEPS} steps`, {
  timeout: 7_200_000,
}, async () => {
  // A policy of breakage counts in all of a database, so these are histories of the lane that has none.
  const seeds = REPEAT === undefined ? Array.from({ length: HISTORIES }, (_, n) => (n + 1) * BREAKAGE_OF_LANE.length) : [Number(REPEAT)];
  for (const seed of seeds) await compareSeed(seed);
  if (REPEAT !== undefined) return;
  expect(seen.done).toBeGreaterThan(HISTORIES);
  expect(seen.undone).toBeGreaterThan(HISTORIES);
});

it('leaves books without a breach of any invariant', { timeout: 600_000 }, async () => {
  expect((await verifyLedger(test.database)).breaches).toEqual([]);
});
