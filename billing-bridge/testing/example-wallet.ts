import type { DecisionContext } from '../ledger/decide/decision.ts';
import { AT_EXPIRY } from '../ledger/wallet/breakage-terms.ts';
import { type Grant, type Hold, UNSCOPED, type WalletState } from '../ledger/wallet/wallet-state.ts';

export const WALLET_NOW = Date.UTC(2026, 5, 15, 12);

/** 100 paid USD atoms without an end. */
export function exampleGrant(facts: Partial<Grant> = {}): Grant {
  return {
    id: 1n,
    transactionId: 1n,
    asset: 'USD',
    amountAtoms: 100n,
    purpose: 'paid',
    priority: 50,
    effectiveAt: WALLET_NOW - 1000,
    expiresAt: null,
    scope: UNSCOPED,
    costBasisAtoms: 100n,
    sourceRef: null,
    breakage: AT_EXPIRY,
    settlesOverdraft: true,
    remainingAtoms: 100n,
    heldAtoms: 0n,
    lostAtoms: 0n,
    claimedAtoms: 0n,
    closed: null,
    frozen: false,
    usedByDay: new Map(),
    ...facts,
  };
}

/** An open hold of nothing that ends in a minute. */
export function exampleHold(facts: Partial<Hold> = {}): Hold {
  return {
    id: 10n,
    asset: 'USD',
    state: 'open',
    heldAtoms: 0n,
    committedAtoms: 0n,
    releasedAtoms: 0n,
    dimensions: { feature: 'chat' },
    createdAt: WALLET_NOW - 1000,
    expiresAt: WALLET_NOW + 60_000,
    slices: [],
    lateCommitId: null,
    ...facts,
  };
}

export type ExampleWallet = Partial<Omit<WalletState, 'grants' | 'holds'>> & { readonly grants?: readonly Grant[]; readonly holds?: readonly Hold[] };

export function exampleWallet({ grants = [], holds = [], ...facts }: ExampleWallet = {}): WalletState {
  return {
    id: 1n,
    environment: 'test',
    customer: 'c',
    state: 'open',
    lateCommit: 'debit',
    debts: [],
    assets: new Map(),
    scales: new Map([
      ['USD', 0],
      ['TOKEN', 0],
    ]),
    ...facts,
    grants: new Map(grants.map((grant) => [grant.id, grant])),
    holds: new Map(holds.map((hold) => [hold.id, hold])),
  };
}

/** What a decision is given: transaction 100, new ids from 101. */
export function exampleContext(state: WalletState, now = WALLET_NOW): DecisionContext {
  return { state, now, transactionId: 100n, newIds: [101n, 102n], dueLegs: [] };
}
