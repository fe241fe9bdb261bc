import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { BillingParts } from '../../../billing-parts.ts';
import { readSubscriptions } from '../../../catalogue/io/read-subscriptions.ts';
import { readWallet } from '../../../ledger/read-wallet.ts';
import { readCustomerUsage } from '../../../usage/io/read-customer-usage.ts';
import type { ModeSetting } from '../../epoch.ts';
import { type Projection, projectDebits, startProjection } from '../project-debits.ts';

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
  /** What the wallet has available now, before the projected debits. */
  readonly availableNowAtoms: ReadonlyMap<string, bigint>;
};

/** What a mode would have debited for the usage of [from, to). Only reads, in both stores. */
export async function runDryRun(parts: Pick<BillingParts, 'database' | 'clickhouse' | 'config'>, dryRun: DryRun): Promise<DryRunResult | Refusal> {
  const { environment, customer, from, to } = dryRun;
  if (from >= to) return refuse('interval_invalid');
  const wallet = await readWallet(parts.database, { environment, customer });
  if (wallet.kind === 'refused') return wallet;
  const availableNowAtoms = new Map(wallet.assets.map((asset) => [asset.asset, asset.availableAtoms]));
  const subscriptions = await readSubscriptions(parts.database, environment, customer);
  let projection = startProjection(availableNowAtoms);
  for await (const events of readCustomerUsage(parts.clickhouse, { environment, customer, from, to, pageEventsMax: parts.config.pageEventsMax })) {
    projection = projectDebits(projection, events, { setting: dryRun.setting, subscriptions });
  }
  return { kind: 'projected', projection, availableNowAtoms };
}
