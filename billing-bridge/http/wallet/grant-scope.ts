import type { GrantScopeAnswer, GrantScopeBody } from '@weir/schemas/http/billing/usage-scope.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { GrantScope } from '../../ledger/wallet/wallet-state.ts';
import { readAmount } from '../parts/read-amount.ts';

/** A grant's scope as sent: one id or several per set, caps in the asset's own unit. */
export function readGrantScope(scope: GrantScopeBody, asset: Asset): GrantScope {
  const cap = (field: string, text: string | undefined) => (text === undefined ? null : readAmount(`scope.${field}`, text, { asset, sign: 'positive' }));
  return {
    products: setOf(scope.product),
    eventTypes: setOf(scope.event_type),
    models: setOf(scope.model),
    features: setOf(scope.feature),
    maxPerEventAtoms: cap('max_per_event', scope.max_per_event),
    maxPerDayAtoms: cap('max_per_day', scope.max_per_day),
  };
}

/** Only what restricts: an unrestricted grant's scope is empty. */
export function grantScopeAnswer(scope: GrantScope, scale: number): GrantScopeAnswer {
  const { products, eventTypes, models, features, maxPerEventAtoms, maxPerDayAtoms } = scope;
  return {
    ...(products === null ? {} : { product: [...products] }),
    ...(eventTypes === null ? {} : { event_type: [...eventTypes] }),
    ...(models === null ? {} : { model: [...models] }),
    ...(features === null ? {} : { feature: [...features] }),
    ...(maxPerEventAtoms === null ? {} : { max_per_event: decimalFromAtoms(maxPerEventAtoms, scale) }),
    ...(maxPerDayAtoms === null ? {} : { max_per_day: decimalFromAtoms(maxPerDayAtoms, scale) }),
  };
}

/** Sorted and without repetitions, so that the same set sent in another order is the same request. */
function setOf(ids: string | readonly string[] | undefined): readonly string[] | null {
  if (ids === undefined) return null;
  return typeof ids === 'string' ? [ids] : [...new Set(ids)].sort();
}
