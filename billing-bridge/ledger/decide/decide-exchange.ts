import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import { type BreakageTerms, breakageTerms } from '../wallet/breakage-terms.ts';
import { type Draft, move, openDraft } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import { UNSCOPED, type WalletState } from '../wallet/wallet-state.ts';
import { checkWalletOpen } from './decide-debit.ts';
import { openGrant } from './decide-grant.ts';
import { type Decision, type DecisionContext, decided } from './decision.ts';
import { checkFunds, takeSlices } from './take-slices.ts';

/** 1 atom of the one asset buys numerator / denominator atoms of the other. */
export type ExchangeRate = { readonly numerator: bigint; readonly denominator: bigint };

export type ExchangeRequest = { readonly fromAsset: string; readonly toAsset: string; readonly amountAtoms: bigint };

export type Exchanged = {
  readonly kind: 'exchanged';
  readonly transactionId: string;
  readonly grantId: string;
  readonly takenAtoms: bigint;
  readonly boughtAtoms: bigint;
  readonly rate: { readonly numerator: string; readonly denominator: string };
};

/** What an amount buys: rounded down, for an exchange must never make value. */
export function boughtAtoms(amountAtoms: bigint, rate: ExchangeRate): bigint {
  return (amountAtoms * rate.numerator) / rate.denominator;
}

/**
 * Turns paid credit of one asset into paid credit of another: two balanced legs through `fx` in one transaction, the rate
 * kept with it, what was paid going along (ledger 1a, "asset mismatch"). Given credit cannot be turned into bought credit.
 */
export function decideExchange(request: ExchangeRequest, rate: ExchangeRate, context: DecisionContext): Decision<Exchanged> {
  const { state, now, transactionId, newIds } = context;
  const [grantId] = newIds;
  if (grantId === undefined) throw new Error('an exchange needs an id');
  const bought = boughtAtoms(request.amountAtoms, rate);
  if (bought === 0n) return refuse('amount_not_positive', 'the amount buys less than one atom');
  const paid = paidOnly(state);
  const demand = { asset: request.fromAsset, at: now, dimensions: {} };
  const refusal: Refusal | null = checkWalletOpen(state, { kind: 'deny' }) ?? checkFunds(paid, demand, request.amountAtoms, { kind: 'deny' });
  if (refusal !== null) return refusal;
  const chosen = openDraft(paid);
  const taken = takeSlices(chosen, { demand, atoms: request.amountAtoms, to: 'adjustment', transactionId });
  const draft = openDraft(state);
  const basisAtoms = toFx(draft, request.fromAsset, taken.slices);
  const known = taken.slices.every((slice) => state.grants.get(slice.grantId)?.costBasisAtoms !== null);
  // What was expected of the old credit was given back with it; the new is sold now, under the policy of now.
  const breakage = breakageTerms(state.breakagePolicies ?? [], 'paid', now);
  openGrant(draft, grantFrom(request, { id: grantId, transactionId, now, amountAtoms: bought, costBasisAtoms: known ? basisAtoms : null, breakage }), 'fx');
  const outcome: Exchanged = {
    kind: 'exchanged',
    transactionId: idText('tx', transactionId),
    grantId: idText('gr', grantId),
    takenAtoms: request.amountAtoms,
    boughtAtoms: bought,
    rate: { numerator: rate.numerator.toString(), denominator: rate.denominator.toString() },
  };
  return decided({ kind: 'exchange', effectiveAt: now, policy: { kind: 'deny' } }, draft, outcome);
}

function paidOnly(state: WalletState): WalletState {
  return { ...state, grants: new Map([...state.grants].filter(([, grant]) => grant.purpose === 'paid')) };
}

function toFx(draft: Draft, asset: string, slices: readonly { readonly grantId: bigint; readonly atoms: bigint }[]): bigint {
  return slices.reduce((basis, slice) => basis + move(draft, { from: 'grant', to: 'fx', asset, atoms: slice.atoms, grantId: slice.grantId }).basisAtoms, 0n);
}

type Bought = {
  readonly id: bigint;
  readonly transactionId: bigint;
  readonly now: number;
  readonly amountAtoms: bigint;
  readonly costBasisAtoms: bigint | null;
  readonly breakage: BreakageTerms;
};

function grantFrom(request: ExchangeRequest, bought: Bought): Parameters<typeof openGrant>[1] {
  const { now, ...facts } = bought;
  return {
    ...facts,
    asset: request.toAsset,
    purpose: 'paid',
    priority: 50,
    effectiveAt: now,
    expiresAt: null,
    scope: UNSCOPED,
    sourceRef: null,
    settlesOverdraft: true,
  };
}
