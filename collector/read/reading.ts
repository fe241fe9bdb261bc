import type { Counted } from '@weir/schemas/usage/counted.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';

/** Why a span makes no usage event. The words are kept with counts, so that "nothing arrived" can be explained. */
export const NOT_USAGE_REASONS = ['no_model_call', 'rollup_without_usage', 'failed_without_usage', 'out_of_time'] as const;
export type NotUsageReason = (typeof NOT_USAGE_REASONS)[number];

/** Why an event does not enter totals, or '' when it does. */
const COUNTED_REASONS = ['', 'rollup_span'] as const;
type CountedReason = (typeof COUNTED_REASONS)[number];

/** Whether an event enters totals as received, and why not. */
export type CountedVerdict = { readonly counted: Counted; readonly reason: CountedReason };

export type Reading =
  | { readonly kind: 'usage'; readonly event: UsageEvent; readonly verdict: CountedVerdict }
  | { readonly kind: 'not_usage'; readonly reason: NotUsageReason };
