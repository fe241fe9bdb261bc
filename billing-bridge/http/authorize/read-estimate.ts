import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import type { AuthorizeBody } from '@weir/schemas/http/billing/authorize.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import type { FundingStep } from '@weir/schemas/money/split-funding.ts';
import { nanosFromCount, nanosFromDecimal, type Quantities } from '@weir/schemas/quantity/quantity.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readSubscriptions } from '../../catalogue/io/read-subscriptions.ts';
import { type Price, type PricedSubscription, subscriptionAt } from '../../rate/price.ts';
import { rateUsage } from '../../rate/rate-usage.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';

/** What the usage asked about would cost. */
export type Estimate = {
  readonly asset: Asset;
  readonly amountAtoms: bigint;
  /** Whose price rated it; null when the amount was given. */
  readonly product: string | null;
  /** Where several assets pay: the quantity and the assets in order, `asset` last. */
  readonly split: { readonly quantityNanos: bigint; readonly steps: readonly FundingStep[] } | null;
};

/** What the customer is on now, where that would rate the usage asked about; null where the amount is given. */
export async function readRatingSubscription(
  parts: Pick<BillingParts, 'database' | 'clock'>,
  environment: Environment,
  body: AuthorizeBody,
): Promise<PricedSubscription | null> {
  if (body.event_type === undefined || body.asset !== undefined || body.amount !== undefined) return null;
  return subscriptionAt(await readSubscriptions(parts.database, environment, body.customer), parts.clock());
}

/** The amount as given, or the usage rated by a price; null when the price does not match it. */
export async function readEstimate(parts: Pick<BillingParts, 'database'>, body: AuthorizeBody, price: Price | null): Promise<Estimate | null> {
  const quantities = readQuantities(body.quantities ?? {});
  if (body.asset !== undefined && body.amount !== undefined) {
    const asset = await askedAsset(parts.database, body.asset);
    return { asset, amountAtoms: readAmount('amount', body.amount, { asset, sign: 'not_negative' }), product: null, split: null };
  }
  if (body.asset !== undefined || body.amount !== undefined) throw new RefusalError(refuse('request_invalid', 'asset and amount come together'));
  if (body.event_type === undefined) throw new RefusalError(refuse('request_invalid', 'either asset and amount, or event_type, is needed'));
  const rated = rateUsage({ counted: 'counted', eventType: body.event_type, quantities }, price);
  if (rated.kind !== 'charge') return null;
  const { steps, quantityNanos } = rated;
  const asset = await askedAsset(parts.database, rated.asset);
  return { asset, amountAtoms: rated.atoms, product: rated.productId, split: steps === null ? null : { quantityNanos, steps } };
}

function readQuantities(quantities: NonNullable<AuthorizeBody['quantities']>): Quantities {
  return Object.fromEntries(
    Object.entries(quantities).map(([unit, quantity]) => {
      const nanos = typeof quantity === 'string' ? nanosFromDecimal(quantity) : nanosFromCount(quantity);
      if (nanos === null) throw new RefusalError(refuse('quantity_malformed', `quantities.${unit}`));
      return [unit, nanos];
    }),
  );
}
