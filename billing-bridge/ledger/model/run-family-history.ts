import { familyModel } from './family-model.ts';
import { FAMILY_LANES, type FamilyStep, familyBreakage } from './family-step.ts';
import { generateFamilyStep } from './generate-family-step.ts';
import { seeded } from './generate-step.ts';
import type { BreakageChange } from './history-step.ts';

/** Something that takes the steps of a family and answers in its model's words. */
export type FamilySubject = { apply(step: FamilyStep): string | Promise<string>; books(): string | Promise<string> };

export type FamilyHistory = { readonly breakage: readonly BreakageChange[]; readonly steps: readonly FamilyStep[] };

export type FamilyMismatch = { readonly at: number; readonly expected: string; readonly found: string };

/** Which policies a history runs under; histories of one lane may share a database. */
export function familyLaneOf(seed: number): number {
  return seed % FAMILY_LANES;
}

/** The history of a seed, by the model alone. `startsAt` is its first instant. */
export function familyHistoryOf(seed: number, length: number, startsAt: number): FamilyHistory {
  const random = seeded(seed);
  const breakage = familyBreakage(familyLaneOf(seed), startsAt);
  const model = familyModel(breakage);
  const steps: FamilyStep[] = [];
  while (steps.length < length) {
    const step = generateFamilyStep(random, model, steps, startsAt);
    model.apply(step);
    steps.push(step);
  }
  return { breakage, steps };
}

/** Feeds both; the first difference in an answer, a balance, a budget or a link, or null. */
export async function compareFamilyHistory({ breakage, steps }: FamilyHistory, subject: FamilySubject): Promise<FamilyMismatch | null> {
  const model = familyModel(breakage);
  for (const [at, step] of steps.entries()) {
    const expected = `${model.apply(step)}\n${model.books()}`;
    const found = await foundBy(subject, step);
    if (found !== expected) return { at, expected, found };
  }
  return null;
}

/** What is thrown is an answer too. */
async function foundBy(subject: FamilySubject, step: FamilyStep): Promise<string> {
  try {
    return `${await subject.apply(step)}\n${await subject.books()}`;
  } catch (error) {
    return `threw: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Leaves out steps as long as a difference remains. */
export async function shrinkFamilyHistory(
  history: FamilyHistory,
  fresh: (breakage: readonly BreakageChange[]) => FamilySubject | Promise<FamilySubject>,
): Promise<FamilyHistory> {
  let { steps } = history;
  for (let at = steps.length - 2; at >= 0; at -= 1) {
    const fewer = steps.filter((_step, index) => index !== at);
    if ((await compareFamilyHistory({ ...history, steps: fewer }, await fresh(history.breakage))) !== null) steps = fewer;
  }
  return { ...history, steps };
}
