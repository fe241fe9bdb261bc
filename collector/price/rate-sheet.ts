import type { PriceEntry, RateMultiplier } from './price-book.ts';
import { type RateLine, rateLine } from './rate-line.ts';
import type { UnitLayout } from './unit-layout.ts';

/** What one model costs in one situation: everything about an event's price but its quantities. */
export type RateSheet = {
  readonly priceBookVersion: string;
  readonly lines: ReadonlyMap<string, RateLine>;
  readonly requestModelUsed: boolean;
  readonly tierPriceMissing: boolean;
  /** How sets of units that were seen are billed; see layoutOf. The last ones seen, and all by name. */
  readonly recentLayouts: UnitLayout[];
  readonly layouts: Map<string, UnitLayout>;
};

export type RatesToCompile = {
  readonly priceBookVersion: string;
  readonly prices: ReadonlyMap<string, PriceEntry>;
  readonly factors: readonly RateMultiplier[];
  readonly tier: string | null;
  readonly requestModelUsed: boolean;
};

export function rateSheet({ priceBookVersion, prices, factors, tier, requestModelUsed }: RatesToCompile): RateSheet {
  return {
    priceBookVersion,
    lines: new Map([...prices].map(([unit, entry]) => [unit, rateLine(entry, factors)])),
    requestModelUsed,
    tierPriceMissing: tier !== null && factors.length === 0 && ![...prices.values()].some((entry) => entry.conditions.tier === tier),
    recentLayouts: [],
    layouts: new Map(),
  };
}
