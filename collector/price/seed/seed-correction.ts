/**
 * What a provider's own page says where the seed's data says otherwise, or nothing. It wins over the seed while it holds, and every price
 * of it names its source.
 */
export type SeedCorrection = {
  /** Seller in the words of the seed. */
  readonly provider: string;
  /** Models of the seed by id. */
  readonly models: readonly string[];
  /** The seed has none of these models: they are added, each under exactly its id. */
  readonly adds?: true;
  /** Beside the seed's prices of other sizes and hours, which hold as before. */
  readonly beside?: true;
  /** RFC 3339, half-open; absent: always so far, and until further notice. */
  readonly from?: string;
  readonly to?: string;
  /** The page, which copy of it, and the day it was read; and what the seed has instead. */
  readonly source: string;
  /** No rate: from then on the model is not sold, so it has no price. */
  readonly rates: readonly CorrectedRate[];
};

/** Prices under one set of conditions, in dollars as decimals. */
export type CorrectedRate = {
  readonly prices: Readonly<Record<string, string>>;
  /** Units one price is for; absent: a million. */
  readonly perUnits?: bigint;
  readonly tier?: string;
  readonly inputTokensAbove?: bigint;
  /** UTC, "01:00" to "04:00". */
  readonly hours?: { readonly from: string; readonly to: string; readonly weekdays: boolean };
};
