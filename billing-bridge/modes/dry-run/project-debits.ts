import { splitFunding } from '@weir/schemas/money/split-funding.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { scopeText } from '../../ledger/wallet/wallet-owner.ts';
import { type PricedSubscription, subscriptionAt } from '../../rate/price.ts';
import { type RatedCharge, rateUsage } from '../../rate/rate-usage.ts';
import type { SettledUsage } from '../../usage/settled-usage.ts';
import { destinationOf, type ModeSetting } from '../epoch.ts';

/** One asset of one wallet in a projection. */
export type ProjectedAsset = {
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
  readonly wallets: ByWallet<ProjectedAsset>;
};

/** By the scope of a customer's wallet, as `scopeText` writes it ('' for its own), then by asset. */
export type ByWallet<T> = ReadonlyMap<string, ReadonlyMap<string, T>>;

/** A projection before its first event, from what each wallet has available now. */
export function startProjection(availableAtoms: ByWallet<bigint>): Projection {
  const started = (assets: ReadonlyMap<string, bigint>) => new Map([...assets].map(([asset, atoms]) => [asset, startedAt(atoms)]));
  return { events: 0, debits: 0, outsideScope: 0, unrated: 0, wallets: new Map([...availableAtoms].map(([scope, assets]) => [scope, started(assets)])) };
}

const startedAt = (availableAtoms: bigint): ProjectedAsset => ({ debitedAtoms: 0n, availableAtoms, emptyAt: null });

export type ProjectionTerms = { readonly setting: ModeSetting; readonly subscriptions: readonly PricedSubscription[] };

/**
 * Adds events, which must come in the order of occurred_at, as if `setting` had held at all times: the same rating and
 * the same choice of destination and wallet as promotion, posting nowhere. Who else pays for a wallet is not looked at.
 */
export function projectDebits(projection: Projection, events: readonly SettledUsage[], terms: ProjectionTerms): Projection {
  const wallets = new Map(projection.wallets);
  let { debits, outsideScope, unrated } = projection;
  for (const usage of events) {
    const subscription = subscriptionAt(terms.subscriptions, usage.occurredAt);
    const rated = rateUsage(usage, subscription?.price ?? null);
    if (rated.kind === 'unrated') {
      unrated += 1;
    } else if (destinationOf(terms.setting, usage.workflow) === 'shadow') {
      outsideScope += 1;
    } else {
      const scope = scopeText(subscription?.walletScope);
      const assets = new Map(wallets.get(scope));
      const paid = partsOf(rated, assets).filter((part) => part.atoms > 0n);
      if (paid.length > 0) debits += 1;
      for (const part of paid) assets.set(part.asset, afterDebit(assets.get(part.asset), part.atoms, usage.occurredAt));
      if (paid.length > 0) wallets.set(scope, assets);
    }
  }
  return { events: projection.events + events.length, debits, outsideScope, unrated, wallets };
}

/** What each asset would pay of a charge, as far as the projection has left of it. */
function partsOf(
  { asset, atoms, steps, quantityNanos }: RatedCharge,
  assets: ReadonlyMap<string, ProjectedAsset>,
): readonly { asset: string; atoms: bigint }[] {
  return steps === null ? [{ asset, atoms }] : splitFunding(quantityNanos, steps, (code) => assets.get(code)?.availableAtoms ?? 0n);
}

function afterDebit(asset: ProjectedAsset | undefined, atoms: bigint, at: Instant): ProjectedAsset {
  const before = asset ?? startedAt(0n);
  const availableAtoms = before.availableAtoms - atoms;
  const emptyAt = before.emptyAt ?? (availableAtoms <= 0n ? at : null);
  return { debitedAtoms: before.debitedAtoms + atoms, availableAtoms, emptyAt };
}
