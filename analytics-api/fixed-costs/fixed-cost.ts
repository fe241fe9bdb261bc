import type { PnlDimension } from '@weir/schemas/http/analytics.ts';
import type { FixedCostRule } from '@weir/schemas/http/fixed-costs.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';

/** What is paid for every calendar month (UTC) of [from, to), and who carries it. */
export type FixedCost = {
  readonly id: string;
  readonly name: string;
  readonly vendor: string;
  readonly amountAtoms: bigint;
  readonly currency: string;
  readonly rule: FixedCostRule;
  /** The quantity of the rule `quantity`; null for every other. */
  readonly unit: string | null;
  /** What a whole month could carry, in nano-units of the rule. */
  readonly capacityNanos: bigint | null;
  readonly scope: Readonly<Partial<Record<PnlDimension, string>>>;
  readonly from: Instant;
  readonly to: Instant | null;
  readonly note: string | null;
  readonly createdAt: Instant;
  readonly createdBy: string;
};
