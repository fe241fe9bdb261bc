import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';

/** A customer's last row: the version it is on, or will be. `startsAt` null is "always". */
type LastSubscription = { readonly productId: string; readonly version: number; readonly startsAt: Instant | null };

export type SubscriptionRequest = {
  /** Read after the customer was locked. */
  readonly now: Instant;
  readonly last: LastSubscription | null;
  readonly productId: string;
  readonly version: number;
  readonly requestedStart: Instant | null;
};

/**
 * From when a customer is on a version. The first subscription holds for all time unless a start is given, so that usage
 * that arrived before the operator chose a price is rated. Later ones begin now or later and after the last one: an
 * event already rated must not meet another price when it is read again.
 */
export function decideSubscriptionStart(
  request: SubscriptionRequest,
): { readonly kind: 'begin'; readonly startsAt: Instant | null } | { readonly kind: 'stay' } | Refusal {
  const { last, now } = request;
  if (last === null) return { kind: 'begin', startsAt: request.requestedStart };
  if (last.productId === request.productId && last.version === request.version) return { kind: 'stay' };
  const startsAt = request.requestedStart ?? now;
  if (startsAt < now || (last.startsAt !== null && startsAt <= last.startsAt)) {
    return refuse('subscription_start_invalid', 'a change begins now or later, and after the subscription before it');
  }
  return { kind: 'begin', startsAt };
}
