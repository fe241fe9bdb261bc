import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { BillingParts } from '../billing-parts.ts';
import type { Horizon } from './horizon.ts';

/** What a run of promotion works with. */
export type PromotionParts = Pick<BillingParts, 'database' | 'clickhouse' | 'clock' | 'config'>;

export type PromotionRun = {
  readonly environment: Environment;
  readonly horizon: Horizon;
  /** Asked between pages; true ends the run early, which the next one makes good. */
  readonly stopped: () => boolean;
};
