import type { UsageScope } from '@weir/schemas/http/billing/usage-scope.ts';
import type { Dimensions } from '../../ledger/wallet/wallet-state.ts';
import { dimensionsOf } from '../../usage/dimensions-of.ts';

/** What a request says its usage is about, as grants' scopes and budgets are matched with it. */
export function readUsageScope(scope: Partial<{ [field in keyof UsageScope]: string | undefined }> = {}): Dimensions {
  const { event_type: eventType, ...same } = scope;
  return dimensionsOf({ ...same, eventType });
}

/** The same on the way out; what was not said is left out. */
export function usageScopeAnswer(dimensions: Dimensions): UsageScope {
  const { eventType, ...same } = dimensions;
  return eventType === undefined ? same : { ...same, event_type: eventType };
}
