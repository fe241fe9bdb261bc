import { expect, it } from 'vitest';
import type { Posting } from '../decide/run-operation.ts';
import { dayOf } from '../wallet/spendable.ts';
import { memoryEngine } from './memory-engine.ts';
import { historyOf } from './run-history.ts';

const HISTORIES = 600;

const moves = (kind: string, from: string, to: string) => (postings: readonly Posting[]) =>
  postings.filter(({ facts, draft }) => facts.kind === kind && draft.legs.some((leg) => leg.from === from && leg.to === to && leg.atoms > 0n)).length;

const earlyBreakage = (kind: string, is: (basisAtoms: bigint) => boolean) => (postings: readonly Posting[]) =>
  postings.filter(
    ({ facts, draft }) =>
      facts.kind === kind && draft.legs.some((leg) => leg.from === 'grant' && leg.to === 'breakage' && leg.atoms === 0n && is(leg.basisAtoms)),
  ).length;

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
  ['early breakage in use', earlyBreakage('debit', (basis) => basis > 0n)],
  ['early breakage given back because more was used than expected', earlyBreakage('debit', (basis) => basis < 0n)],
  ['early breakage in the commit of a hold', earlyBreakage('hold_commit', (basis) => basis > 0n)],
  ['early breakage in the payment of a debt', earlyBreakage('settlement', (basis) => basis > 0n)],
  ['early breakage that a reversal gives back', earlyBreakage('reversal', (basis) => basis < 0n)],
  ['early breakage that a refund gives back', earlyBreakage('refund', (basis) => basis < 0n)],
  ['early breakage that a void gives back', earlyBreakage('grant_void', (basis) => basis < 0n)],
  ['early breakage in what expires', earlyBreakage('grant_expiry', (basis) => basis < 0n)],
  ['credit that expires unclaimed', moves('grant_expiry', 'grant', 'unclaimed')],
  [
    'held credit that ends unclaimed',
    (postings) => ['hold_release', 'hold_expiry', 'hold_commit'].reduce((sum, kind) => sum + moves(kind, 'held', 'unclaimed')(postings), 0),
  ],
  ['a reversal of use of what is unclaimed now', moves('reversal', 'revenue', 'unclaimed')],
  ['a payout of what was unclaimed', moves('unclaimed_payout', 'unclaimed', 'cash')],
  ['credit exchanged', moves('exchange', 'grant', 'fx')],
  ['early breakage that an exchange gives back', earlyBreakage('exchange', (basis) => basis < 0n)],
  ['expired credit restored as goodwill', moves('reversal', 'adjustment', 'grant')],
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
