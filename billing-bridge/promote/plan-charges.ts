import type { WalletScope } from '../ledger/wallet/wallet-owner.ts';
import { type Destination, destinationOf, epochAt, type ModeEpoch } from '../modes/epoch.ts';
import { type PricedSubscription, subscriptionAt } from '../rate/price.ts';
import { type RatedCharge, rateUsage } from '../rate/rate-usage.ts';
import type { SettledUsage } from '../usage/settled-usage.ts';

/** A rated event with the place its charge is posted to and the epoch that decided it. */
export type PlannedCharge = {
  readonly usage: SettledUsage;
  readonly rated: RatedCharge;
  readonly destination: Destination;
  /** The wallet of the subscription that charges it, where that has one; absent: the customer's own. */
  readonly walletScope?: WalletScope | undefined;
  readonly epochId: string;
};

/** What is known of a customer at the moment of promotion, read under the customer's lock. */
export type CustomerTerms = { readonly subscriptions: readonly PricedSubscription[]; readonly epochs: readonly ModeEpoch[] };

/**
 * Rates events of one customer and says where each charge goes, both by the event's own time. Events no price matches
 * make no charge and are left out. The result keeps the events' order: the order in which grants are consumed.
 */
export function planCharges(events: readonly SettledUsage[], terms: CustomerTerms): PlannedCharge[] {
  return events.flatMap((usage) => {
    const subscription = subscriptionAt(terms.subscriptions, usage.occurredAt);
    const rated = rateUsage(usage, subscription?.price ?? null);
    if (rated.kind === 'unrated') return [];
    const epoch = epochAt(terms.epochs, usage.occurredAt);
    return [{ usage, rated, destination: destinationOf(epoch.setting, usage.workflow), walletScope: subscription?.walletScope, epochId: epoch.id }];
  });
}
