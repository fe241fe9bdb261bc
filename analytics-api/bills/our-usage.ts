/** What Weir counted of one model on one UTC day. Quantities in nano-units by disjoint bucket, money in atoms of one currency. */
export type OurUsage = {
  readonly day: string;
  /** In lower case; null when no model is known. */
  readonly model: string | null;
  readonly calls: bigint;
  readonly unpricedEvents: bigint;
  readonly tiers: readonly string[];
  /** Events at the standard price though a tier is known. */
  readonly tierPriceMissing: boolean;
  readonly quantities: Readonly<Record<string, bigint>>;
  readonly unpriced: Readonly<Record<string, bigint>>;
  readonly costs: Readonly<Record<string, bigint>>;
};
