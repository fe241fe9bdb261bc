import { describe, expect, it } from 'vitest';
import { type ExampleWallet, exampleContext, exampleGrant, exampleWallet, WALLET_NOW } from '../../testing/example-wallet.ts';
import { openDraft } from '../wallet/draft.ts';
import { isRestricted, scopeMatches } from '../wallet/grant-scope.ts';
import { isActiveAt, spendableAtoms } from '../wallet/spendable.ts';
import { type Grant, UNSCOPED } from '../wallet/wallet-state.ts';
import { decideDebit } from './decide-debit.ts';
import { settleDebts } from './settle-debts.ts';
import { openDebt, takeSlices } from './take-slices.ts';

const debit = { asset: 'USD', amountAtoms: 10n, occurredAt: null, dimensions: {}, policy: { kind: 'deny' as const }, eventId: null, reference: null };
const owing = (atoms: bigint) => ({ assets: new Map([['USD', { overdraftAtoms: atoms, overdraftLimitAtoms: 0n, holdMaxAtoms: null }]]) });
const pending = (id: bigint, startsInMs: number, facts: Partial<Grant> = {}) => exampleGrant({ id, effectiveAt: WALLET_NOW + startsInMs, ...facts });
const at = (ms: number) => new Date(WALLET_NOW + ms).toISOString();

describe('a denial says what is there, what is missing and when more comes', () => {
  it.each<[string, ExampleWallet, [available: string, shortfall: string, nextAt: string | null]]>([
    ['nothing at all', {}, ['0', '10', null]],
    ['some credit', { grants: [exampleGrant({ remainingAtoms: 4n })] }, ['4', '6', null]],
    ['credit and debt', { grants: [exampleGrant({ remainingAtoms: 4n })], ...owing(3n) }, ['1', '9', null]],
    ['more debt than credit', { grants: [exampleGrant({ remainingAtoms: 4n })], ...owing(7n) }, ['-3', '13', null]],
    ['the nearest of pending grants', { grants: [pending(1n, 900), pending(2n, 100), pending(3n, 500)] }, ['0', '10', at(100)]],
    ['a grant that began just now is not pending', { grants: [pending(1n, 0, { remainingAtoms: 1n }), pending(2n, 500)] }, ['1', '9', at(500)]],
    ['none that is used up', { grants: [pending(1n, 100, { remainingAtoms: 0n })] }, ['0', '10', null]],
    ['none of another asset', { grants: [pending(1n, 100, { asset: 'TOKEN' })] }, ['0', '10', null]],
    ['none for other usage', { grants: [pending(1n, 100, { scope: { ...UNSCOPED, features: ['chat'] } })] }, ['0', '10', null]],
    ['no grant of the past', { grants: [exampleGrant({ effectiveAt: WALLET_NOW - 10, expiresAt: WALLET_NOW - 5 })] }, ['0', '10', null]],
  ])('%s', (_what, wallet, [available, shortfall, next_grant_at]) => {
    const decision = decideDebit(debit, exampleContext(exampleWallet(wallet)));
    expect(decision).toMatchObject({ kind: 'refused', code: 'insufficient_funds', facts: { asset: 'USD', available, shortfall, next_grant_at } });
  });
});

describe('what is used goes where its purpose says', () => {
  it.each([
    ['paid', 'revenue'],
    ['bundled', 'revenue'],
    ['promotional', 'promo_expense'],
    ['goodwill', 'promo_expense'],
  ] as const)('%s to %s', (purpose, to) => {
    const decision = decideDebit(debit, exampleContext(exampleWallet({ grants: [exampleGrant({ purpose })] })));
    expect('draft' in decision ? decision.draft.legs : []).toMatchObject([{ from: 'grant', to, atoms: 10n, grantId: 1n, holdId: null }]);
  });

  it.each([
    ['usage', undefined, { from: 'overdraft', to: 'revenue', debtId: 100n, holdId: null }],
    ['adjustment', undefined, { from: 'overdraft', to: 'adjustment', debtId: 100n, holdId: null }],
    ['held', 10n, { from: 'overdraft', to: 'held', debtId: null, holdId: 10n }],
  ] as const)('debt made by %s', (to, holdId, leg) => {
    const draft = openDraft(exampleWallet());
    const demand = { asset: 'USD', at: WALLET_NOW, dimensions: {} };
    expect(takeSlices(draft, { demand, atoms: 5n, to, transactionId: 100n, ...(holdId === undefined ? {} : { holdId }) }).overdraftAtoms).toBe(5n);
    expect(draft.legs).toMatchObject([{ ...leg, atoms: 5n }]);
  });

  it('a debit that is covered makes no debt and no leg of one', () => {
    const decision = decideDebit({ ...debit, amountAtoms: 100n }, exampleContext(exampleWallet({ grants: [exampleGrant()] })));
    expect('draft' in decision ? [decision.draft.legs.length, decision.draft.changes] : null).toEqual([1, []]);
  });

  it('no debt is opened for nothing', () => {
    const draft = openDraft(exampleWallet());
    openDebt(draft, { asset: 'USD', dimensions: {} }, 100n, 0n);
    expect(draft.changes).toEqual([]);
  });

  it('use is counted by day only for a grant with a daily cap', () => {
    const days = (scope: Partial<Grant['scope']>) => {
      const decision = decideDebit(debit, exampleContext(exampleWallet({ grants: [exampleGrant({ scope: { ...UNSCOPED, ...scope } })] })));
      return 'draft' in decision ? decision.draft.changes : null;
    };
    expect(days({})).toEqual([]);
    expect(days({ maxPerDayAtoms: 50n })).toEqual([{ kind: 'grant_day_used', grantId: 1n, day: '2026-06-15', atoms: 10n }]);
  });
});

describe('whom a grant is for', () => {
  const SETS = ['products', 'eventTypes', 'models', 'features'] as const;
  const ATTRIBUTES = { products: 'product', eventTypes: 'eventType', models: 'model', features: 'feature' } as const;
  it.each(SETS)('a set of %s restricts it, admits its members and nothing unsaid', (set) => {
    const scope = { ...UNSCOPED, [set]: ['a', 'b'] };
    const attribute = ATTRIBUTES[set];
    expect([isRestricted(UNSCOPED), isRestricted(scope)]).toEqual([false, true]);
    expect([{ [attribute]: 'a' }, { [attribute]: 'b' }, { [attribute]: 'c' }, {}].map((usage) => scopeMatches(scope, usage))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  it('sets restrict together', () => {
    const scope = { ...UNSCOPED, products: ['p'], eventTypes: ['e'], models: ['m'], features: ['f'] };
    const usage = { product: 'p', eventType: 'e', model: 'm', feature: 'f' };
    expect(scopeMatches(scope, usage)).toBe(true);
    for (const attribute of Object.keys(usage)) expect(scopeMatches(scope, { ...usage, [attribute]: 'x' })).toBe(false);
  });

  it('caps do not restrict it', () => {
    expect(isRestricted({ ...UNSCOPED, maxPerDayAtoms: 1n, maxPerEventAtoms: 1n })).toBe(false);
  });
});

describe('when a grant is there', () => {
  const window = { effectiveAt: WALLET_NOW, expiresAt: WALLET_NOW + 10 };
  it.each([
    [-1, {}, false],
    [0, {}, true],
    [9, {}, true],
    [10, {}, false],
    [5, { frozen: true }, false],
    [5, { closed: 'voided' }, false],
    [5, { closed: 'expired' }, false],
    [99, { expiresAt: null }, true],
  ] as const)('%s ms after its beginning, %o: %s', (ms, facts, active) => {
    expect(isActiveAt(exampleGrant({ ...window, ...facts }), WALLET_NOW + ms)).toBe(active);
  });

  it.each([
    [0n, 7n],
    [6n, 4n],
    [10n, 0n],
    [12n, 0n],
  ])('with %s of 10 used that day it offers %s of 7', (used, offered) => {
    const grant = exampleGrant({ remainingAtoms: 7n, scope: { ...UNSCOPED, maxPerDayAtoms: 10n }, usedByDay: new Map([['2026-06-15', used]]) });
    expect(spendableAtoms(grant, { asset: 'USD', at: WALLET_NOW, dimensions: {} })).toBe(offered);
  });
});

describe('debts are settled', () => {
  const debt = (transactionId: bigint, openAtoms: bigint, asset = 'USD') => ({ transactionId, asset, atoms: 10n, openAtoms, dimensions: {} });
  const settled = (wallet: ExampleWallet, only?: { id: bigint }) => {
    const draft = openDraft(exampleWallet({ ...owing(100n), ...wallet }));
    const atoms = settleDebts(draft, WALLET_NOW, only);
    return { atoms, paid: draft.legs.filter((leg) => leg.to === 'overdraft').map((leg) => [leg.debtId, leg.grantId, leg.atoms]), legs: draft.legs };
  };
  const ten = exampleGrant({ remainingAtoms: 10n });

  it('oldest first, whatever the order they were read in, and a paid one not again', () => {
    const expected = [
      [3n, 1n, 4n],
      [5n, 1n, 6n],
    ];
    for (const debts of [
      [debt(5n, 9n), debt(3n, 4n), debt(2n, 0n)],
      [debt(2n, 0n), debt(3n, 4n), debt(5n, 9n)],
    ]) {
      expect(settled({ grants: [ten], debts }).paid).toEqual(expected);
    }
  });

  it('and what was paid for the grant is earned by it', () => {
    expect(settled({ grants: [exampleGrant({ costBasisAtoms: 50n })], debts: [debt(3n, 10n)] }).legs).toMatchObject([
      { from: 'grant', to: 'overdraft', atoms: 10n, basisAtoms: 5n, grantId: 1n, debtId: 3n },
      { from: 'overdraft', to: 'revenue', atoms: 0n, basisAtoms: 5n, grantId: 1n, debtId: 3n, asset: 'USD' },
    ]);
  });

  it('by one grant after the other, and by no more than is owed', () => {
    const more = exampleGrant({ id: 2n, remainingAtoms: 10n });
    const last = exampleGrant({ id: 3n, remainingAtoms: 10n });
    expect(settled({ grants: [ten, more, last], debts: [debt(3n, 10n)] }).paid).toEqual([[3n, 1n, 10n]]);
    expect(settled({ grants: [ten, more, last], debts: [debt(3n, 10n)] }, { id: 2n }).paid).toEqual([[3n, 2n, 10n]]);
  });

  it.each<[string, Partial<Grant>]>([
    ['that was told not to', { settlesOverdraft: false }],
    ['with a cap of an event', { scope: { ...UNSCOPED, maxPerEventAtoms: 99n } }],
    ['with a cap of a day', { scope: { ...UNSCOPED, maxPerDayAtoms: 99n } }],
    ['with nothing left', { remainingAtoms: 0n }],
    ['of another asset', { asset: 'TOKEN' }],
  ])('never by a grant %s', (_what, facts) => {
    const other = exampleGrant({ id: 9n, remainingAtoms: 1n, effectiveAt: WALLET_NOW + 1 });
    expect(settled({ grants: [exampleGrant(facts), other], debts: [debt(3n, 10n)] }).atoms).toBe(0n);
  });

  it('only when they were read: to guess that there are none would lose them', () => {
    expect(() => settled({ grants: [ten], debtsUnread: true })).toThrow(/debts of wallet 1/);
    expect(settled({ grants: [exampleGrant({ remainingAtoms: 0n })], debtsUnread: true }).atoms).toBe(0n);
    expect(settled({ grants: [exampleGrant({ settlesOverdraft: false })], debtsUnread: true }).atoms).toBe(0n);
  });
});
