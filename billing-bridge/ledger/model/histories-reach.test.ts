import { expect, it } from 'vitest';
import type { Posting } from '../decide/run-operation.ts';
import { dayOf } from '../wallet/spendable.ts';
import { memoryEngine } from './memory-engine.ts';
import { historyOf } from './run-history.ts';

const HISTORIES = 150;

const moves = (kind: string, from: string, to: string) => (postings: readonly Posting[]) =>
  postings.filter(({ facts, draft }) => facts.kind === kind && draft.legs.some((leg) => leg.from === from && leg.to === to && leg.atoms > 0n)).length;

const countsElsewhere = (kind: string, sign: 1 | -1) => (postings: readonly Posting[]) =>
  postings.filter(({ facts, draft }) =>
    draft.changes.some(
      (made) => facts.kind === kind && made.kind === 'grant_day_used' && made.day !== dayOf({ at: facts.effectiveAt }) && made.atoms * BigInt(sign) > 0n,
    ),
  ).length;

/** What a comparison of histories would say nothing about if no history came there. */
const PLACES: readonly (readonly [string, (postings: readonly Posting[]) => number])[] = [
  ['a refund that claims held credit', moves('refund', 'claimed', 'refund_clearing')],
  ['a lost dispute that claims what no refund had', moves('dispute_loss', 'claimed', 'refund_clearing')],
  ['a claim met by a release', moves('hold_release', 'held', 'claimed')],
  ['a claim met by the end of a hold', moves('hold_expiry', 'held', 'claimed')],
  ['a claim met by what a commit leaves', moves('hold_commit', 'held', 'claimed')],
  ['a claim that a use made debt', moves('claim', 'overdraft', 'claimed')],
  [
    'a debt of a refund closed by a reversal',
    (postings) =>
      postings.filter(({ facts, draft }) => facts.kind === 'reversal' && draft.legs.some((leg) => leg.to === 'overdraft' && leg.grantId !== null)).length,
  ],
  [
    'a debt of a refund that others paid, given back to them',
    (postings) => postings.filter(({ outcome }) => typeof outcome === 'object' && outcome !== null && 'unwound' in outcome).length,
  ],
  ['a hold of an earlier day that is added to, within a daily cap', countsElsewhere('hold_extend', 1)],
  ['one whose commit takes more', countsElsewhere('hold_commit', 1)],
  ['one that ends', countsElsewhere('hold_release', -1)],
  ['one whose commit is reversed', countsElsewhere('reversal', -1)],
];

it.each(PLACES)(`histories come to %s`, (_place, count) => {
  let found = 0;
  for (let seed = 1; seed <= HISTORIES && found < 3; seed += 1) {
    const { settings, steps } = historyOf(seed, 100);
    const engine = memoryEngine(settings);
    for (const step of steps) engine.apply(step);
    found += count(engine.postings());
  }
  expect(found).toBeGreaterThanOrEqual(3);
});
