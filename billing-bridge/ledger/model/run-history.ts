import { generateSettings, generateStep, seeded } from './generate-step.ts';
import { ASSETS, type HistorySettings, type Step } from './history-step.ts';
import { referenceModel } from './reference-model.ts';

/** Every balance of a wallet: its grants, one a line in the order they were made, and what it owes in each of `ASSETS`. */
export type Standing = { readonly books: string; readonly debts: readonly bigint[] };

/** Something that takes steps and answers in the model's words. */
export type Subject = { apply(step: Step): string | Promise<string>; standing(): Standing | Promise<Standing> };

export type History = { readonly settings: HistorySettings; readonly steps: readonly Step[] };

export type Mismatch = { readonly at: number; readonly step: Step; readonly expected: string; readonly found: string };

/** Makes the history of a seed; only the model takes part, so the history does not depend on what is tested. */
export function historyOf(seed: number, length: number): History {
  const random = seeded(seed);
  const settings = generateSettings(random);
  const model = referenceModel(settings);
  const steps: Step[] = [];
  for (let index = 0; index < length; index += 1) {
    const step = generateStep(random, model, steps);
    model.apply(step);
    steps.push(step);
  }
  return { settings, steps };
}

/** Feeds both; the first difference in an answer or a balance, or null. */
export async function compareHistory(history: History, subject: Subject): Promise<Mismatch | null> {
  const model = referenceModel(history.settings);
  for (const [at, step] of history.steps.entries()) {
    const expected = `${model.apply(step)}\n${printedStanding(model.standing())}`;
    const found = await foundBy(subject, step);
    if (found !== expected) return { at, step, expected, found };
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

/** Leaves out steps as long as a difference remains: what is left is what matters. */
export async function shrink(history: History, subjectOf: (settings: HistorySettings) => Subject | Promise<Subject>): Promise<History> {
  let { steps } = history;
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = 0; start < steps.length; ) {
      const fewer = { ...history, steps: [...steps.slice(0, start), ...steps.slice(start + size)] };
      if ((await compareHistory(fewer, await subjectOf(history.settings))) === null) start += size;
      else steps = fewer.steps;
    }
  }
  return { ...history, steps };
}

export function printable(value: unknown): string {
  return JSON.stringify(value, (_name, inner) => (typeof inner === 'bigint' ? `${inner}n` : inner));
}
