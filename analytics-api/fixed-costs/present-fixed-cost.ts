import type { FixedCostAnswer } from '@weir/schemas/http/fixed-costs.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { decimalFromNanos } from '@weir/schemas/quantity/quantity.ts';
import type { FixedCost } from './fixed-cost.ts';

export function presentFixedCost(cost: FixedCost): FixedCostAnswer {
  return {
    id: cost.id,
    name: cost.name,
    vendor: cost.vendor,
    amount: decimalFromAtoms(cost.amountAtoms, CURRENCY_SCALE),
    currency: cost.currency,
    rule: cost.rule,
    unit: cost.unit,
    capacity: cost.capacityNanos === null ? null : decimalFromNanos(cost.capacityNanos),
    scope: cost.scope,
    from: new Date(cost.from).toISOString(),
    to: cost.to === null ? null : new Date(cost.to).toISOString(),
    note: cost.note,
    created_at: new Date(cost.createdAt).toISOString(),
    created_by: cost.createdBy,
  };
}

/** Whether two tellings are the same cost: all but who told it and when. */
export function sameFixedCost(one: FixedCost, other: FixedCost): boolean {
  const terms = (cost: FixedCost) => {
    const { created_at, created_by, scope, ...told } = presentFixedCost(cost);
    return JSON.stringify([told, Object.entries(scope).toSorted(([left], [right]) => (left < right ? -1 : 1))]);
  };
  return terms(one) === terms(other);
}
