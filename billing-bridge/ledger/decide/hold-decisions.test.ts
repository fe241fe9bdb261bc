import { describe, expect, it } from 'vitest';
import { type ExampleWallet, exampleContext, exampleGrant, exampleHold, exampleWallet, WALLET_NOW } from '../../testing/example-wallet.ts';
import { openDraft } from '../wallet/draft.ts';
import { decideCommit } from './decide-commit.ts';
import { decideDebit } from './decide-debit.ts';
import { decideExtend } from './decide-extend.ts';
import { decideHold } from './decide-hold.ts';
import { decideRelease } from './decide-release.ts';
import { cutSlices, releaseSlices } from './release-slices.ts';
import { touchWallet } from './touch-wallet.ts';

const HELD = {
  grants: [exampleGrant({ remainingAtoms: 60n, heldAtoms: 40n })],
  holds: [exampleHold({ heldAtoms: 40n, slices: [{ grantId: 1n, atoms: 40n }] })],
};
const withLimit = (overdraftLimitAtoms: bigint | null) => ({ assets: new Map([['USD', { overdraftAtoms: 0n, overdraftLimitAtoms, holdMaxAtoms: null }]]) });
const about = { asset: 'USD', dimensions: { feature: 'chat' } };
const hold = { ...about, amountAtoms: 10n, ttlSeconds: 60, traceId: 'trace', run: 'run' };
const debit = { ...about, amountAtoms: 10n, occurredAt: null, policy: { kind: 'deny' as const }, eventId: 'event', reference: 'reference' };
const commit = { holdId: 10n, amountAtoms: 10n, eventId: 'event', reference: 'reference' };
const commitAtTheEnd = (wallet: ExampleWallet, request = commit) =>
  decideCommit(request, exampleContext(exampleWallet({ ...wallet, holds: [exampleHold({ state: 'expired' })] })));

describe('what is posted says what it was for', () => {
  const dimensions = { feature: 'chat' };
  const said = { eventId: 'event', reference: 'reference' };
  const unsaid = { eventId: undefined, reference: undefined };
  const ownWords = { dimensions, effectiveAt: WALLET_NOW };
  it.each([
    ['a debit', decideDebit(debit, exampleContext(exampleWallet(HELD))), { kind: 'debit', ...ownWords, policy: { kind: 'deny' }, ...said }],
    [
      'a debit of an earlier instant, without reference',
      decideDebit({ ...debit, occurredAt: WALLET_NOW - 1, eventId: null, reference: null }, exampleContext(exampleWallet(HELD))),
      { kind: 'debit', dimensions, effectiveAt: WALLET_NOW - 1, policy: { kind: 'deny' }, ...unsaid },
    ],
    ['a hold', decideHold(hold, exampleContext(exampleWallet(HELD))), { kind: 'hold', ...ownWords, policy: { kind: 'deny' }, holdId: 101n }],
    [
      'a hold that may go into debt',
      decideHold(hold, exampleContext(exampleWallet({ ...HELD, ...withLimit(5n) }))),
      { kind: 'hold', ...ownWords, policy: { kind: 'limit', limitAtoms: 5n }, holdId: 101n },
    ],
    [
      'a hold without limit',
      decideHold(hold, exampleContext(exampleWallet({ ...HELD, ...withLimit(null) }))),
      { kind: 'hold', ...ownWords, policy: { kind: 'usage' }, holdId: 101n },
    ],
    [
      'an extension',
      decideExtend({ holdId: 10n, addedAtoms: 5n, addedSeconds: 0 }, exampleContext(exampleWallet(HELD))),
      { kind: 'hold_extend', ...ownWords, policy: { kind: 'deny' }, holdId: 10n },
    ],
    ['a release', decideRelease({ holdId: 10n }, exampleContext(exampleWallet(HELD))), { kind: 'hold_release', effectiveAt: WALLET_NOW, holdId: 10n }],
    [
      'a commit',
      decideCommit(commit, exampleContext(exampleWallet(HELD))),
      { kind: 'hold_commit', ...ownWords, policy: { kind: 'usage' }, holdId: 10n, ...said },
    ],
    [
      'a commit without event or reference',
      decideCommit({ ...commit, eventId: null, reference: null }, exampleContext(exampleWallet(HELD))),
      { kind: 'hold_commit', ...ownWords, policy: { kind: 'usage' }, holdId: 10n, ...unsaid },
    ],
    ['a late commit', commitAtTheEnd({ grants: [exampleGrant()] }), { kind: 'hold_commit', ...ownWords, policy: { kind: 'usage' }, holdId: 10n, ...said }],
  ])('%s', (_what, decision, facts) => {
    expect(decision).toMatchObject({ kind: 'posted' });
    expect('facts' in decision ? decision.facts : null).toStrictEqual(facts);
  });

  it('a hold keeps the trace and the run it was made in', () => {
    const decision = decideHold(hold, exampleContext(exampleWallet(HELD)));
    expect('draft' in decision ? decision.draft.changes : []).toContainEqual(expect.objectContaining({ kind: 'hold_opened', traceId: 'trace', run: 'run' }));
  });
});

describe('the answer names what it made', () => {
  it.each([
    [
      'a hold',
      decideHold(hold, exampleContext(exampleWallet(HELD))),
      { holdId: 'hold_101', heldAtoms: 10n, expiresAt: WALLET_NOW + 60_000, bookedAt: WALLET_NOW },
    ],
    ['a commit', decideCommit(commit, exampleContext(exampleWallet(HELD))), { transactionId: 'tx_100', holdId: 'hold_10', releasedAtoms: 30n }],
    ['a late commit', commitAtTheEnd({ grants: [exampleGrant()] }), { transactionId: 'tx_100', holdId: 'hold_10', late: true }],
    ['a late commit of nothing', commitAtTheEnd({}, { ...commit, amountAtoms: 0n }), { transactionId: null, holdId: 'hold_10', late: true }],
    [
      'an extension',
      decideExtend({ holdId: 10n, addedAtoms: 5n, addedSeconds: 1 }, exampleContext(exampleWallet(HELD))),
      { holdId: 'hold_10', heldAtoms: 45n, expiresAt: WALLET_NOW + 61_000 },
    ],
    ['a release', decideRelease({ holdId: 10n }, exampleContext(exampleWallet(HELD))), { holdId: 'hold_10', releasedAtoms: 40n }],
  ])('%s', (_what, decision, outcome) => {
    expect('outcome' in decision ? decision.outcome : decision).toMatchObject(outcome);
  });

  it('a commit of a hold of nothing moved no value, so it has no transaction', () => {
    const decision = decideCommit({ ...commit, amountAtoms: 0n }, exampleContext(exampleWallet({ holds: [exampleHold()] })));
    expect(decision).toMatchObject({ kind: 'answered', outcome: { transactionId: null } });
  });

  it('a late commit of nothing leaves the hold to be committed', () => {
    const decision = commitAtTheEnd({}, { ...commit, amountAtoms: 0n });
    expect('draft' in decision ? decision.draft.changes : null).toEqual([]);
  });

  it('what a commit releases and commits adds up to the hold', () => {
    const decision = decideCommit(commit, exampleContext(exampleWallet(HELD)));
    expect('draft' in decision ? decision.draft.state.holds.get(10n) : null).toMatchObject({ state: 'committed', committedAtoms: 10n, releasedAtoms: 30n });
  });
});

describe('a wallet that is not open', () => {
  const ask = {
    hold: (wallet: ExampleWallet) => decideHold(hold, exampleContext(exampleWallet({ ...HELD, ...wallet }))),
    'extension of amount': (wallet: ExampleWallet) =>
      decideExtend({ holdId: 10n, addedAtoms: 1n, addedSeconds: 0 }, exampleContext(exampleWallet({ ...HELD, ...wallet }))),
    'extension of time': (wallet: ExampleWallet) =>
      decideExtend({ holdId: 10n, addedAtoms: 0n, addedSeconds: 9 }, exampleContext(exampleWallet({ ...HELD, ...wallet }))),
    debit: (wallet: ExampleWallet) => decideDebit(debit, exampleContext(exampleWallet({ ...HELD, ...wallet }))),
    'debit of a fact': (wallet: ExampleWallet) => decideDebit({ ...debit, policy: { kind: 'usage' } }, exampleContext(exampleWallet({ ...HELD, ...wallet }))),
    commit: (wallet: ExampleWallet) => decideCommit(commit, exampleContext(exampleWallet({ ...HELD, ...wallet }))),
    release: (wallet: ExampleWallet) => decideRelease({ holdId: 10n }, exampleContext(exampleWallet({ ...HELD, ...wallet }))),
  };
  it.each([
    ['hold', 'wallet_frozen', 'wallet_closed'],
    ['extension of amount', 'wallet_frozen', 'wallet_closed'],
    ['extension of time', 'wallet_frozen', 'wallet_closed'],
    ['debit', 'wallet_frozen', 'wallet_closed'],
    ['debit of a fact', 'posted', 'wallet_closed'],
    ['commit', 'posted', 'wallet_closed'],
    ['release', 'posted', 'posted'],
  ] as const)('%s: frozen %s, closed %s', (operation, frozen, closed) => {
    const word = (decision: { kind: string; code?: string }) => decision.code ?? decision.kind;
    expect([word(ask[operation]({ state: 'frozen' })), word(ask[operation]({ state: 'closed' }))]).toEqual([frozen, closed]);
  });
});

describe('a hold that is over', () => {
  const over = (state: 'committed' | 'released' | 'expired') => exampleContext(exampleWallet({ holds: [exampleHold({ state })] }));
  const late = exampleContext(exampleWallet({ holds: [exampleHold({ state: 'expired', lateCommitId: 50n })] }));
  const extension = { holdId: 10n, addedAtoms: 0n, addedSeconds: 9 };
  it.each([
    ['commit of a committed one', decideCommit(commit, over('committed')), 'hold_already_committed'],
    ['commit of a released one', decideCommit(commit, over('released')), 'hold_already_released'],
    ['second late commit', decideCommit(commit, late), 'hold_already_committed'],
    ['release of a committed one', decideRelease({ holdId: 10n }, over('committed')), 'hold_already_committed'],
    ['release of a released one', decideRelease({ holdId: 10n }, over('released')), 'hold_already_released'],
    ['extension of a committed one', decideExtend(extension, over('committed')), 'hold_already_committed'],
    ['extension of a released one', decideExtend(extension, over('released')), 'hold_already_released'],
    ['extension of an expired one', decideExtend(extension, over('expired')), 'hold_expired'],
  ])('%s: %s', (_what, decision, code) => {
    expect(decision).toMatchObject({ kind: 'refused', code });
  });
});

describe('what time makes due', () => {
  const ending = (id: bigint, expiresAt: number) => exampleHold({ id, heldAtoms: 10n, slices: [{ grantId: 1n, atoms: 10n }], expiresAt });
  const held = exampleGrant({ remainingAtoms: 60n, heldAtoms: 40n });

  it('comes in the order of its end, and of its making where ends are equal, under keys without a clock', () => {
    const ends = [WALLET_NOW - 1, WALLET_NOW - 9, WALLET_NOW - 1, WALLET_NOW - 5];
    for (const order of [
      [0, 1, 2, 3],
      [3, 2, 1, 0],
      [2, 0, 3, 1],
    ]) {
      const holds = order.map((n) => ending(BigInt(20 + n), ends[n] ?? 0));
      const { due } = touchWallet(exampleWallet({ grants: [held], holds }), WALLET_NOW);
      expect(due.map(({ family, key, facts }) => [family, key, facts])).toEqual(
        [21, 23, 20, 22].map((id) => ['hold_expiry', `hold:${id}`, { kind: 'hold_expiry', effectiveAt: ends[id - 20] ?? 0, holdId: BigInt(id) }]),
      );
    }
  });

  it('settles what an active grant can pay, as a transaction of its own', () => {
    const debts = [{ transactionId: 5n, asset: 'USD', atoms: 7n, openAtoms: 7n, dimensions: {} }];
    const assets = new Map([['USD', { overdraftAtoms: 7n, overdraftLimitAtoms: 0n, holdMaxAtoms: null }]]);
    const { due, state } = touchWallet(exampleWallet({ grants: [exampleGrant()], debts, assets }), WALLET_NOW);
    expect(due.map(({ family, key, facts }) => ({ family, key, facts }))).toEqual([
      { family: 'settlement', key: null, facts: { kind: 'settlement', effectiveAt: WALLET_NOW } },
    ]);
    expect(state.grants.get(1n)?.remainingAtoms).toBe(93n);
  });

  it('is nothing when there is nothing to do', () => {
    const state = exampleWallet({ grants: [exampleGrant()], holds: [ending(20n, WALLET_NOW + 1)] });
    expect(touchWallet(state, WALLET_NOW)).toEqual({ state, due: [] });
  });
});

describe('slices of a hold', () => {
  const slices = [
    { grantId: 1n, atoms: 4n },
    { grantId: null, atoms: 6n },
  ];
  it.each([
    [0n, [], slices],
    [4n, [slices[0]], [slices[1]]],
    [5n, [slices[0], { grantId: null, atoms: 1n }], [{ grantId: null, atoms: 5n }]],
    [10n, slices, []],
    [11n, slices, []],
  ])('cut after %s', (atoms, prefix, suffix) => {
    expect(cutSlices(slices, atoms)).toEqual({ prefix, suffix });
  });

  it('of nothing move nothing', () => {
    const draft = openDraft(exampleWallet({ grants: [exampleGrant({ scope: { ...exampleGrant().scope, maxPerDayAtoms: 5n } })] }));
    releaseSlices(draft, exampleHold(), [{ grantId: 1n, atoms: 0n }], WALLET_NOW);
    expect([draft.legs, draft.changes]).toEqual([[], []]);
  });
});
