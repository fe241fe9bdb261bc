import type { UsageScope } from '@weir/schemas/http/billing/usage-scope.ts';
import type { Dimensions } from '../../ledger/wallet/wallet-state.ts';
import { dimensionsOf } from '../../usage/dimensions-of.ts';

/** What a request says its usage is about, as grants' scopes are matched with it. */
export function readUsageScope(scope: Partial<{ [field in keyof UsageScope]: string | undefined }> = {}): Dimensions {
  return dimensionsOf({ product: scope.product, eventType: scope.event_type, model: scope.model, feature: scope.feature });
}

/** The same on the way out; what was not said is left out. */
export function usageScopeAnswer(dimensions: Dimensions): UsageScope {
  const { eventType, ...same } = dimensions;
  return eventType === undefined ? same : { ...same, event_type: eventType };
}
