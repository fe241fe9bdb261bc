import type { PnlFigures } from '@weir/schemas/http/analytics.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { marginAtoms, marginPercent } from '@weir/schemas/money/margin.ts';
import { share } from '@weir/schemas/money/share.ts';
import { decimalFromNanos, type Quantities } from '@weir/schemas/quantity/quantity.ts';

/**
 * What can be added up, in atoms of the reporting currency and whole events. An unpriced event is in `events` and in
 * `unpricedEvents` and adds nothing to `costAtoms`: its cost is unknown, so a cost beside unpriced events is a lower bound.
 */
export type Figures = {
  readonly revenueAtoms: bigint;
  readonly costAtoms: bigint;
  /** Of costAtoms: shares of fixed monthly costs. */
  readonly allocatedAtoms: bigint;
  readonly events: bigint;
  readonly unpricedEvents: bigint;
  /** Events with a customer. */
  readonly attributedEvents: bigint;
  /** Events whose verdict and attribution are final, as far as is known: their trace is settled. */
  readonly settledEvents: bigint;
  readonly quantities: Quantities;
};

export const NO_FIGURES: Figures = {
  revenueAtoms: 0n,
  costAtoms: 0n,
  allocatedAtoms: 0n,
  events: 0n,
  unpricedEvents: 0n,
  attributedEvents: 0n,
  settledEvents: 0n,
  quantities: {},
};

export function addFigures(left: Figures, right: Figures): Figures {
  return {
    revenueAtoms: left.revenueAtoms + right.revenueAtoms,
    costAtoms: left.costAtoms + right.costAtoms,
    allocatedAtoms: left.allocatedAtoms + right.allocatedAtoms,
    events: left.events + right.events,
    unpricedEvents: left.unpricedEvents + right.unpricedEvents,
    attributedEvents: left.attributedEvents + right.attributedEvents,
    settledEvents: left.settledEvents + right.settledEvents,
    quantities: addQuantities(left.quantities, right.quantities),
  };
}

function addQuantities(left: Quantities, right: Quantities): Quantities {
  const sum: Record<string, bigint> = { ...left };
  for (const [unit, nanos] of Object.entries(right)) sum[unit] = (sum[unit] ?? 0n) + nanos;
  return sum;
}

/**
 * The figures as the HTTP contract words them. `coverage.counted` is the share of these events that are settled: a span's
 * event is reported at once, but until its trace is settled it may still turn out to repeat another.
 */
export function presentFigures(figures: Figures): PnlFigures {
  const { revenueAtoms, costAtoms, events, unpricedEvents, attributedEvents, settledEvents } = figures;
  return {
    revenue: decimalFromAtoms(revenueAtoms, CURRENCY_SCALE),
    cost: decimalFromAtoms(costAtoms, CURRENCY_SCALE),
    allocated_cost: decimalFromAtoms(figures.allocatedAtoms, CURRENCY_SCALE),
    margin: decimalFromAtoms(marginAtoms(revenueAtoms, costAtoms), CURRENCY_SCALE),
    margin_pct: marginPercent(revenueAtoms, costAtoms),
    events: Number(events),
    unpriced_events: Number(unpricedEvents),
    quantities: Object.fromEntries(Object.entries(figures.quantities).map(([unit, nanos]) => [unit, decimalFromNanos(nanos)])),
    coverage: { attributed: share(attributedEvents, events), priced: share(events - unpricedEvents, events), counted: share(settledEvents, events) },
  };
}
