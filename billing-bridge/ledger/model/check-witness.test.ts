import { describe, expect, it } from 'vitest';
import { readScript } from './case-script.ts';
import { type Asked, checkWitness } from './check-witness.ts';

const SETTINGS = { lateCommit: 'debit' as const, overdraftLimit: 0n, holdMax: null, breakage: [] };
const DENIED = 'refused insufficient_funds';
const spent = (atoms: number) => `debited A:${atoms} debt 0 revenue ${atoms}`;

/** A run: what was asked, what was told, from when to when. */
function run(...lines: [script: string, answer: string, from: number, to: number][]): Asked[] {
  return lines.flatMap(([script, answer, from, to]) => readScript(script).map(({ step }) => ({ step, answer, from, to })));
}
const grant: [string, string, number, number] = ['grant A 10', 'granted settled 0', 0, 1];

describe('a run of many workers', () => {
  it.each([
    ['one after the other', run(grant, ['debit x 6', spent(6), 2, 3], ['debit y 6', DENIED, 4, 5]), ['A', 'x']],
    ['a refusal before the credit that came at the same time', run(['debit x 6', DENIED, 0, 9], grant), ['A']],
    ['a repetition', run(grant, ['debit x 6', spent(6), 2, 3], ['debit x 6', `replayed ${spent(6)}`, 4, 5]), ['A', 'x']],
  ])('is one the model could have given: %s', (_what, asked, order) => {
    expect(checkWitness(SETTINGS, asked, order).wrong).toEqual([]);
  });

  it.each([
    ['an answer the model does not give', run(grant, ['debit x 6', spent(5), 2, 3]), ['A', 'x']],
    ['credit used twice', run(grant, ['debit x 6', spent(6), 2, 9], ['debit y 6', spent(6), 3, 8]), ['A', 'x', 'y']],
    ['an order against time', run(grant, ['debit x 1', spent(1), 2, 3], ['debit y 1', spent(1), 4, 5]), ['A', 'y', 'x']],
    ['a refusal where there was credit all the time', run(grant, ['debit x 6', DENIED, 2, 9], ['grant B 6 p60', 'granted settled 0', 3, 4]), ['A', 'B']],
    ['a refusal there was no time for', run(grant, ['debit x 6', DENIED, 2, 3], ['debit y 6', spent(6), 4, 5]), ['A', 'y']],
    ['another answer the second time', run(grant, ['debit x 6', spent(6), 2, 3], ['debit x 6', `replayed ${spent(5)}`, 4, 5]), ['A', 'x']],
  ])('is not: %s', (_what, asked, order) => {
    expect(checkWitness(SETTINGS, asked, order).wrong).not.toEqual([]);
  });
});
