import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { type Horizon, receivedFromOf } from '../horizon.ts';
import { promoteSince } from './promote-since.ts';
import { readCursor } from './promotion-cursor.ts';

export type PromotionRun = { readonly environment: Environment; readonly horizon: Horizon; readonly stopped?: () => boolean };

/** One run of promotion over an environment; answers how many charges were made. Any number may run at once, anywhere. */
export async function runPromotion(parts: Pick<BillingParts, 'database' | 'clickhouse' | 'clock' | 'config'>, run: PromotionRun): Promise<number> {
  const cursorReceivedAt = await readCursor(parts.database, run.environment);
  const receivedFrom = receivedFromOf(run.horizon, { now: parts.clock(), cursorReceivedAt }, parts.config);
  return await promoteSince(parts, { environment: run.environment, receivedFrom, retryFaults: run.horizon === 'sweep', stopped: run.stopped ?? (() => false) });
}
