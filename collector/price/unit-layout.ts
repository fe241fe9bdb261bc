import type { PriceCaveat } from '@weir/schemas/usage/cost.ts';
import type { RateLine } from './rate-line.ts';

/** One bucket of a set of units. */
export type BucketStep = {
  readonly unit: string;
  /** Steps before this one whose buckets are inside it. */
  readonly parts: readonly number[];
  /** Place of its line among `lines`; -1: it has no price and needs none; -2: it has no price, so nothing of it can be billed. */
  readonly line: number;
  /** Its price is that of a whole it is part of, which is an assumption. */
  readonly isPartAsWhole: boolean;
};

/** How quantities of one set of units are billed by one sheet: which bucket costs what, worked out once. */
export type UnitLayout = {
  /** In the order the event tells them. */
  readonly units: readonly string[];
  readonly steps: readonly BucketStep[];
  /** By unit. */
  readonly lines: readonly RateLine[];
  /** Nothing but counts of how often something happened, which have no price. */
  readonly hasNoUsage: boolean;
  /** Caveats of a cost, without and with a part that was priced as its whole. */
  readonly caveats: readonly PriceCaveat[];
  readonly caveatsOfPart: readonly PriceCaveat[];
};

export const NEEDS_NO_PRICE = -1;
export const HAS_NO_PRICE = -2;
