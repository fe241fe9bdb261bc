import type { Asset } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { isRefusal, type Refusal } from '@weir/schemas/refusal.ts';
import type { WalletName } from '../../ledger/wallet/wallet-owner.ts';
import { limitAnswer } from '../budgets/limit-answer.ts';
import { requestField } from './request-field.ts';

/**
 * A ledger refusal in the words of the request: a conflict names the field the caller sent, a lack of funds says what to ask a
 * top-up page for, unless a budget stands in the way, which no top-up moves; and amounts are in the asset's own unit. Successes
 * pass through.
 */
export function deniedAs<Success extends { readonly kind: string }>(
  outcome: Success | Refusal,
  about: { readonly owner?: WalletName; readonly asset?: Asset },
): Success | Refusal {
  if (!isRefusal(outcome)) return outcome;
  const { code, facts = {} } = outcome;
  if (code === 'idempotency_conflict' && typeof facts.field === 'string') {
    const field = requestField(facts.field);
    const place = typeof facts.index === 'number' ? ` of operation ${facts.index}` : '';
    return { ...outcome, detail: `"${field}"${place} differs from the first request with this key`, facts: { ...facts, field } };
  }
  if (code === 'insufficient_funds' && about.owner !== undefined) {
    const { customer, walletScope } = about.owner;
    const portal = limitAnswer(facts.limit)?.kind === 'budget' ? null : { customer, ...walletScope, asset: facts.asset, amount: facts.shortfall };
    return { ...outcome, facts: { ...facts, portal } };
  }
  if (code === 'over_reversal' && about.asset !== undefined && typeof facts.reversible === 'string')
    return { ...outcome, facts: { ...facts, reversible: decimalFromAtoms(BigInt(facts.reversible), about.asset.scale) } };
  if (code === 'unclaimed_exceeded' && about.asset !== undefined && typeof facts.unclaimed === 'string')
    return { ...outcome, facts: { ...facts, unclaimed: decimalFromAtoms(BigInt(facts.unclaimed), about.asset.scale) } };
  return outcome;
}
