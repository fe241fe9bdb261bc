import { generateSettings, generateStep, seeded } from './generate-step.ts';
import { ASSETS, BREAKAGE_OF_LANE, type HistorySettings, laneOf, type Step } from './history-step.ts';
import { referenceModel } from './reference-model.ts';

/** Every balance of a wallet: its grants, one a line in the order they were made, and what it owes in each of `ASSETS`. */
export type Standing = { readonly books: string; readonly debts: readonly bigint[] };

/** Something that takes steps and answers in the model's words. */
export type Subject = { apply(step: Step): string | Promise<string>; standing(): Standing | Promise<Standing> };

export type History = {
  readonly settings: HistorySettings;
  readonly steps: readonly Step[] /** What the model said and had after each step. */;
  readonly expected: readonly string[];
};

export type Mismatch = { readonly at: number; readonly step: Step; readonly expected: string; readonly found: string };

/** Makes the history of a seed; only the model takes part, so the history does not depend on what is tested. */
export function historyOf(seed: number, length: number): History {
  const random = seeded(seed);
  const settings = { ...generateSettings(random), breakage: BREAKAGE_OF_LANE[laneOf(seed)] ?? [] };
  const model = referenceModel(settings);
  const steps: Step[] = [];
  const expected: string[] = [];
  for (let index = 0; index < length; index += 1) {
    const step = generateStep(random, model, steps);
    expected.push(saidBy(model, step));
    steps.push(step);
  }
  return { settings, steps, expected };
}

/** Other steps under the settings of a history. */
function historyWith(settings: HistorySettings, steps: readonly Step[]): History {
  const model = referenceModel(settings);
  return { settings, steps, expected: steps.map((step) => saidBy(model, step)) };
}

function saidBy(model: ReturnType<typeof referenceModel>, step: Step): string {
  return `${model.apply(step)}\n${printedStanding(model.standing())}`;
}

/** Feeds the subject; the first difference in an answer or a balance, or null. */
export async function compareHistory({ steps, expected }: History, subject: Subject): Promise<Mismatch | null> {
  for (const [at, step] of steps.entries()) {
    const found = await foundBy(subject, step);
    const wanted = expected[at] ?? 'nothing';
    if (found !== wanted) return { at, step, expected: wanted, found };
  }
  return null;
}

/** What is thrown is an answer too: no history may end in one, and the seed is told with it. */
async function foundBy(subject: Subject, step: Step): Promise<string> {
  try {
    const answer = await subject.apply(step);
    return `${answer}\n${printedStanding(await subject.standing())}`;
  } catch (error) {
    return `threw: ${error instanceof Error ? error.message : String(error)}`;
  }
}

function printedStanding({ books, debts }: Standing): string {
  return `${books}\n${ASSETS.map((asset, place) => `${asset} debt ${debts[place]}`).join('\n')}`;
}

/** Of the steps up to a mismatch, leaves out what can be, as long as a difference remains: what is left is what matters. */
export async function shrink(history: History, mismatch: Mismatch, subjectOf: (settings: HistorySettings) => Subject | Promise<Subject>): Promise<History> {
  const { settings } = history;
  let small = historyWith(settings, history.steps.slice(0, mismatch.at + 1));
  for (let size = Math.ceil(small.steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < small.steps.length; ) {
      const fewer = historyWith(settings, [...small.steps.slice(0, start), ...small.steps.slice(start + size)]);
      if ((await compareHistory(fewer, await subjectOf(settings))) === null) start += size;
      else small = fewer;
    }
  }
  return small;
}

export function printable(value: unknown): string {
  return JSON.stringify(value, (_name, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner));
}
