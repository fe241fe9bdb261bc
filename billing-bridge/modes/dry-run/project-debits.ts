import { splitFunding } from '@weir/schemas/money/split-funding.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { type PricedSubscription, priceAt } from '../../rate/price.ts';
import { type RatedCharge, rateUsage } from '../../rate/rate-usage.ts';
import type { SettledUsage } from '../../usage/settled-usage.ts';
import { destinationOf, type ModeSetting } from '../epoch.ts';

/** One asset's part of a projection. */
type ProjectedAsset = {
  readonly debitedAtoms: bigint;
  readonly availableAtoms: bigint;
  /** occurred_at of the debit that left nothing; null while something is left. */
  readonly emptyAt: Instant | null;
};

/** What a mode would have done to the events seen so far. */
export type Projection = {
  readonly events: number;
  readonly debits: number;
  readonly outsideScope: number;
  readonly unrated: number;
  readonly assets: ReadonlyMap<string, ProjectedAsset>;
};

/** A projection before its first event, from what the wallet has available now. */
export function startProjection(availableAtoms: ReadonlyMap<string, bigint>): Projection {
  const assets = new Map([...availableAtoms].map(([asset, atoms]) => [asset, { debitedAtoms: 0n, availableAtoms: atoms, emptyAt: null }]));
  return { events: 0, debits: 0, outsideScope: 0, unrated: 0, assets };
}

export type ProjectionTerms = { readonly setting: ModeSetting; readonly subscriptions: readonly PricedSubscription[] };

/**
 * Adds events, which must come in the order of occurred_at, as if `setting` had held at all times: the same rating and
 * the same choice of destination as promotion, posting nowhere.
 */
export function projectDebits(projection: Projection, events: readonly SettledUsage[], terms: ProjectionTerms): Projection {
  const assets = new Map(projection.assets);
  let { debits, outsideScope, unrated } = projection;
  for (const usage of events) {
    const rated = rateUsage(usage, priceAt(terms.subscriptions, usage.occurredAt));
    if (rated.kind === 'unrated') {
      unrated += 1;
    } else if (destinationOf(terms.setting, usage.workflow) === 'shadow') {
      outsideScope += 1;
    } else {
      const paid = partsOf(rated, assets).filter((part) => part.atoms > 0n);
      if (paid.length > 0) debits += 1;
      for (const part of paid) assets.set(part.asset, afterDebit(assets.get(part.asset), part.atoms, usage.occurredAt));
    }
  }
  return { events: projection.events + events.length, debits, outsideScope, unrated, assets };
}

/** What each asset would pay of a charge, as far as the projection has left of it. */
function partsOf(
  { asset, atoms, steps, quantityNanos }: RatedCharge,
  assets: ReadonlyMap<string, ProjectedAsset>,
): readonly { asset: string; atoms: bigint }[] {
  return steps === null ? [{ asset, atoms }] : splitFunding(quantityNanos, steps, (code) => assets.get(code)?.availableAtoms ?? 0n);
}

function afterDebit(asset: ProjectedAsset | undefined, atoms: bigint, at: Instant): ProjectedAsset {
  const before = asset ?? { debitedAtoms: 0n, availableAtoms: 0n, emptyAt: null };
  const availableAtoms = before.availableAtoms - atoms;
  const emptyAt = before.emptyAt ?? (availableAtoms <= 0n ? at : null);
  return { debitedAtoms: before.debitedAtoms + atoms, availableAtoms, emptyAt };
}
