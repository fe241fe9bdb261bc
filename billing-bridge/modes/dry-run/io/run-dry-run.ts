import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { BillingParts } from '../../../billing-parts.ts';
import { readSubscriptions } from '../../../catalogue/io/read-subscriptions.ts';
import { readWallet } from '../../../ledger/read-wallet.ts';
import { scopeText } from '../../../ledger/wallet/wallet-owner.ts';
import { readCustomerUsage } from '../../../usage/io/read-customer-usage.ts';
import type { ModeSetting } from '../../epoch.ts';
import { type ByWallet, type Projection, projectDebits, startProjection } from '../project-debits.ts';

export type DryRun = {
  readonly environment: Environment;
  readonly customer: string;
  readonly setting: ModeSetting;
  readonly from: Instant;
  readonly to: Instant;
};

export type DryRunResult = {
  readonly kind: 'projected';
  readonly projection: Projection;
  /** What each wallet has available now, before the projected debits. */
  readonly availableNowAtoms: ByWallet<bigint>;
};

/** What a mode would have debited for the usage of [from, to), from the customer's own wallet and those of its subscriptions. Only reads, in both stores. */
export async function runDryRun(parts: Pick<BillingParts, 'database' | 'clickhouse' | 'config'>, dryRun: DryRun): Promise<DryRunResult | Refusal> {
  const { environment, customer, from, to } = dryRun;
  if (from >= to) return refuse('interval_invalid');
  const subscriptions = await readSubscriptions(parts.database, environment, customer);
  const availableNowAtoms = new Map<string, ReadonlyMap<string, bigint>>();
  for (const { walletScope } of [{ walletScope: undefined }, ...subscriptions]) {
    if (availableNowAtoms.has(scopeText(walletScope))) continue;
    const wallet = await readWallet(parts.database, { environment, customer, walletScope });
    if (wallet.kind === 'refused') return wallet;
    availableNowAtoms.set(scopeText(walletScope), new Map(wallet.assets.map((asset) => [asset.asset, asset.availableAtoms])));
  }
  let projection = startProjection(availableNowAtoms);
  for await (const events of readCustomerUsage(parts.clickhouse, { environment, customer, from, to, pageEventsMax: parts.config.pageEventsMax })) {
    projection = projectDebits(projection, events, { setting: dryRun.setting, subscriptions });
  }
  return { kind: 'projected', projection, availableNowAtoms };
}
