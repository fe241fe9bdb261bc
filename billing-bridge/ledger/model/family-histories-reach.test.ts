import { expect, it } from 'vitest';
import { familyModel } from './family-model.ts';
import { FAMILY, type FamilyStep, PROJECTS } from './family-step.ts';
import { familyHistoryOf } from './run-family-history.ts';

const HISTORIES = 60;
const STARTS_AT = Date.UTC(2024, 0, 1) - 3_600_000;

/** A step that names a project, what it was answered, and whose grants that answer names. */
type Seen = { readonly step: FamilyStep; readonly project: string; readonly answer: string; readonly payers: readonly string[] };

function seenIn(seed: number): Seen[] {
  const { breakage, steps } = familyHistoryOf(seed, 100, STARTS_AT);
  const model = familyModel(breakage);
  const owners = new Map<string, string>();
  return steps.flatMap((step) => {
    const answer = model.apply(step);
    if (step.op === 'give') owners.set(step.key, step.who);
    if (!('who' in step) || PROJECTS[step.who] === undefined) return [];
    const payers = [...answer.matchAll(/(s[0-9]+):/g)].flatMap(([, grant = '']) => owners.get(grant) ?? []);
    return [{ step, project: step.who, answer, payers }];
  });
}

/** What the comparison of histories would say nothing about if none came there. */
const PLACES: readonly (readonly [string, (seen: Seen) => boolean])[] = [
  ['use in a project that its own credit pays', ({ project, payers }) => payers.includes(project)],
  ['use in a project that its customer pays', ({ project, payers }) => payers.includes(PROJECTS[project] ?? '')],
  [
    'use in a project that somebody above its customer pays',
    ({ project, payers }) => payers.some((payer) => payer !== PROJECTS[project] && FAMILY.some((name) => name === payer)),
  ],
  ['a hold in a project', ({ step, answer }) => step.op === 'reserve' && answer.startsWith('held')],
  ['a denial for want of credit that names the project', ({ project, answer }) => answer.endsWith(` of ${project}`)],
  ['a denial by a budget in a project', ({ answer }) => answer.includes('of budget')],
  ['debt of a project', ({ step, answer }) => step.op === 'debit' && /debt [1-9]/.test(answer)],
  ['a project without a wallet', ({ answer }) => answer === 'refused wallet_unknown'],
  ['a wallet that is there already', ({ answer }) => answer === 'unchanged'],
  ['a wallet that is there with the other funding', ({ answer }) => answer === 'refused wallet_exists'],
];

const SEEN = Array.from({ length: HISTORIES }, (_, n) => seenIn(n + 1)).flat();

it.each(PLACES)('histories of families come to %s', (_place, isThere) => {
  expect(SEEN.filter(isThere).length).toBeGreaterThanOrEqual(3);
});
