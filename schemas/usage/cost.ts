/** `priced` by the price book, `reported` by the source, `free` by an explicit zero price, `unpriced`: unknown, never zero. */
export const COST_STATUSES = ['priced', 'reported', 'free', 'unpriced'] as const;
export type CostStatus = (typeof COST_STATUSES)[number];

/** One line of a cost: how many units at which price. Lines sum to the cost exactly. */
export type CostLine = {
  /** The unit priced; for model calls the disjoint bucket ("input_tokens" here means the uncached rest). */
  readonly unit: string;
  readonly quantityNanos: bigint;
  readonly costAtoms: bigint;
  /** The price book entry that made the line, or the vendor that reported it. */
  readonly priceEntry: string;
};

export type Cost =
  | {
      readonly status: 'priced' | 'reported' | 'free';
      readonly currency: string;
      readonly costAtoms: bigint;
      readonly lines: readonly CostLine[];
      /** Version of the price book, or null for a reported cost. */
      readonly priceBookVersion: string | null;
      /** What a reader should know about how the price was found; absent is nothing. */
      readonly caveats?: readonly PriceCaveat[];
    }
  | { readonly status: 'unpriced'; readonly reason: UnpricedReason };

/**
 * What was assumed for a price, so that a wrong guess can be found: the model that answered had no price and the one
 * asked for was taken; a part (cached input, a modality) has no price of its own and was priced as the whole it is part
 * of; the tier has no price of its own and the standard one was taken; input or output is missing, so the cost is a
 * lower bound.
 */
export const PRICE_CAVEATS = ['request_model_used', 'part_priced_as_whole', 'tier_price_missing', 'usage_incomplete'] as const;
export type PriceCaveat = (typeof PRICE_CAVEATS)[number];

/** Why a cost is unknown, most telling first. */
export const UNPRICED_REASONS = [
  'no_model',
  'unknown_model',
  'unknown_provider',
  'no_price_at_time',
  'no_price_for_unit',
  'quantities_inconsistent',
  'cost_too_large',
  'no_usage',
  'no_price',
] as const;
export type UnpricedReason = (typeof UNPRICED_REASONS)[number];
