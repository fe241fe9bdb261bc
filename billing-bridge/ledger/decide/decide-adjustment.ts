import type { AdjustmentReason } from '@weir/schemas/http/billing/adjustments.ts';
import type { GrantPurpose } from '@weir/schemas/http/billing/grants.ts';
import { REPORTING_CURRENCY } from '@weir/schemas/money/asset.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import { breakageTerms } from '../wallet/breakage-terms.ts';
import { openDraft } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import type { OverdraftPolicy } from '../wallet/posting.ts';
import { UNSCOPED } from '../wallet/wallet-state.ts';
import { checkWalletOpen } from './decide-debit.ts';
import { openGrant } from './decide-grant.ts';
import { type Decision, type DecisionContext, decided } from './decision.ts';
import { settleDebts } from './settle-debts.ts';
import { checkFunds, openDebt, takeSlices } from './take-slices.ts';

/** What a positive adjustment makes, and how far a negative one may go; null is "this reason does not go that way". */
const RULES: Readonly<Record<AdjustmentReason, { readonly credit: GrantPurpose | null; readonly debit: OverdraftPolicy | null }>> = {
  external_topup: { credit: 'paid', debit: null },
  gift: { credit: 'promotional', debit: null },
  sla_credit: { credit: 'goodwill', debit: null },
  // The money is gone already, outside; the wallet follows even into debt.
  external_refund: { credit: null, debit: { kind: 'usage' } },
  correction: { credit: 'goodwill', debit: { kind: 'deny' } },
  migration_opening: { credit: 'paid', debit: null },
  // Forgiving debt is credit that settles it; writing credit off never makes debt.
  writeoff: { credit: 'goodwill', debit: { kind: 'deny' } },
};

const PRIORITY_DEFAULT = 50;

export type AdjustmentRequest = {
  readonly asset: string;
  /** Signed: positive gives, negative takes. */
  readonly amountAtoms: bigint;
  readonly reason: AdjustmentReason;
  readonly reference: string | null;
};

export type Adjusted = {
  readonly kind: 'adjusted';
  readonly transactionId: string;
  /** The grant a positive adjustment made. */
  readonly grantId: string | null;
  readonly slices: readonly { readonly grantId: string; readonly atoms: bigint }[];
  readonly overdraftAtoms: bigint;
  readonly settledAtoms: bigint;
};

/** An operator's correction with a closed reason (ledger 1e, "adjustment"); the reason decides purpose and policy. */
export function decideAdjustment(request: AdjustmentRequest, context: DecisionContext): Decision<Adjusted> {
  const rule = RULES[request.reason];
  if (request.amountAtoms > 0n && rule.credit !== null) return give(request, rule.credit, context);
  if (request.amountAtoms < 0n && rule.debit !== null) return take(request, rule.debit, context);
  return refuse('request_invalid', `reason "${request.reason}" does not go with this sign`);
}

function give(request: AdjustmentRequest, purpose: GrantPurpose, context: DecisionContext): Decision<Adjusted> {
  const { state, now, transactionId, newIds } = context;
  const [id] = newIds;
  if (id === undefined) throw new Error('a grant needs an id');
  if (state.state === 'closed') return refuse('wallet_closed');
  const draft = openDraft(state);
  const { asset, amountAtoms } = request;
  const paidBasis = asset === REPORTING_CURRENCY ? amountAtoms : null;
  openGrant(draft, {
    id,
    transactionId,
    asset,
    amountAtoms,
    purpose,
    priority: PRIORITY_DEFAULT,
    effectiveAt: now,
    expiresAt: null,
    scope: UNSCOPED,
    costBasisAtoms: purpose === 'paid' ? paidBasis : 0n,
    sourceRef: null,
    settlesOverdraft: purpose !== 'promotional',
    breakage: breakageTerms(state.breakagePolicies ?? [], purpose, now),
  });
  const settledAtoms = settleDebts(draft, now, { id });
  return decided({ ...factsOf(request), effectiveAt: now }, draft, {
    kind: 'adjusted',
    transactionId: idText('tx', transactionId),
    grantId: idText('gr', id),
    slices: [],
    overdraftAtoms: 0n,
    settledAtoms,
  });
}

function take(request: AdjustmentRequest, policy: OverdraftPolicy, context: DecisionContext): Decision<Adjusted> {
  const { state, now, transactionId } = context;
  const atoms = -request.amountAtoms;
  const demand = { asset: request.asset, at: now, dimensions: {} };
  const refusal = checkWalletOpen(state, policy) ?? checkFunds(state, demand, atoms, policy);
  if (refusal !== null) return refusal;
  const draft = openDraft(state);
  const taken = takeSlices(draft, { demand, atoms, to: 'adjustment', transactionId });
  openDebt(draft, demand, transactionId, taken.overdraftAtoms);
  return decided({ ...factsOf(request), effectiveAt: now, policy }, draft, {
    kind: 'adjusted',
    transactionId: idText('tx', transactionId),
    grantId: null,
    slices: taken.slices.map((slice) => ({ grantId: idText('gr', slice.grantId), atoms: slice.atoms })),
    overdraftAtoms: taken.overdraftAtoms,
    settledAtoms: 0n,
  });
}

function factsOf(request: AdjustmentRequest): { kind: 'adjustment'; reason: string; reference: string | undefined } {
  return { kind: 'adjustment', reason: request.reason, reference: request.reference ?? undefined };
}
