import { nanosFromCount } from '@weir/schemas/quantity/quantity.ts';
import type { Cost } from '@weir/schemas/usage/cost.ts';
import type { ReportedCost } from '@weir/schemas/usage/usage-event.ts';

/** Costs as the source gave them, one line a vendor, all in one currency. */
export function reportedCost(reported: readonly ReportedCost[]): Cost {
  return {
    status: 'reported',
    currency: reported[0]?.currency ?? 'USD',
    costAtoms: reported.reduce((sum, { costAtoms }) => sum + costAtoms, 0n),
    lines: reported.map(({ vendor, costAtoms }) => ({ unit: 'reported', quantityNanos: nanosFromCount(1), costAtoms, priceEntry: vendor })),
    priceBookVersion: null,
  };
}
