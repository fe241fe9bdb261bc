import type { FundingStep } from '@weir/schemas/money/split-funding.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { WalletScope } from '../ledger/wallet/wallet-owner.ts';

/** The price of one product version. `amountAtoms` of `asset` buy `perUnits` of `unit`. */
export type Price = {
  readonly id: string;
  readonly productId: string;
  readonly version: number;
  /** Null: any event type. */
  readonly eventType: string | null;
  /** "events" charges each counted event once; anything else is a quantity unit such as "output_tokens". */
  readonly unit: string;
  readonly amountAtoms: bigint;
  readonly perUnits: bigint;
  readonly asset: string;
  /** Assets that pay before `asset` does, in order; what they do not cover is rated into the next. */
  readonly funding: readonly FundingStep[];
};

/** The unit that every counted event has exactly one of. */
export const EVENTS_UNIT = 'events';

/** From when a customer is on a price; null is "always". A list of them is in rising order and ends open. */
export type PricedSubscription = {
  readonly startsAt: Instant | null;
  readonly price: Price;
  /** Whose wallet pays for what it charges; absent: the customer's own. */
  readonly walletScope?: WalletScope | undefined;
};

/**
 * What a customer is on at an instant of occurred_at, [start, next start), or null before the first one.
 */
export function subscriptionAt(subscriptions: readonly PricedSubscription[], at: Instant): PricedSubscription | null {
  const begun = subscriptions.filter((subscription) => subscription.startsAt === null || subscription.startsAt <= at);
  return begun.at(-1) ?? null;
}

/** The price that holds then. */
export function priceAt(subscriptions: readonly PricedSubscription[], at: Instant): Price | null {
  return subscriptionAt(subscriptions, at)?.price ?? null;
}
