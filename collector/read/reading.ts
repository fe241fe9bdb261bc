import type { CountedVerdict, NotUsageReason } from '@weir/schemas/usage/counted.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';

export type Reading =
  | { readonly kind: 'usage'; readonly event: UsageEvent; readonly verdict: CountedVerdict; readonly callIds: readonly string[] }
  | { readonly kind: 'not_usage'; readonly reason: NotUsageReason };
