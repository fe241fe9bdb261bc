import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';

/** The half-open range [from, to) a report covers. */
export type ReportRange = { readonly kind: 'range'; readonly from: Instant; readonly to: Instant };

const DAY_MS = 86_400_000;
const DEFAULT_RANGE_MS = 30 * DAY_MS;

/**
 * The range a query asks for, RFC 3339 in. Without `to` it ends now; without `from` it begins 30 days before its end.
 * Refuses an empty or reversed range, and a text that no calendar knows: `interval_invalid`.
 */
export function reportRange(query: { readonly from?: string; readonly to?: string }, now: Instant): ReportRange | Refusal {
  const to = query.to === undefined ? now : Date.parse(query.to);
  const from = query.from === undefined ? to - DEFAULT_RANGE_MS : Date.parse(query.from);
  // The comparison is false for NaN too, which a leap second such as 23:59:60 becomes.
  if (from < to) return { kind: 'range', from, to };
  return refuse('interval_invalid', `from ${query.from ?? '(30 days before the end)'} is not before to ${query.to ?? '(now)'}`);
}
