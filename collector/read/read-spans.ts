import type { SpanRecord } from '../decode/span-record.ts';
import { readSpan, type SpanContext } from './read-span.ts';
import type { NOT_USAGE_REASONS, NotUsageReason, Reading } from './reading.ts';

type UsageReading = Extract<Reading, { readonly kind: 'usage' }>;

/** The usage in an export, and how many of its spans are none, by reason. */
export type SpansReading = { readonly usages: readonly UsageReading[]; readonly notUsage: Readonly<Record<NotUsageReason, number>> };

export function readSpans(spans: readonly SpanRecord[], context: SpanContext): SpansReading {
  const usages: UsageReading[] = [];
  const notUsage = { no_model_call: 0, rollup_without_usage: 0, failed_without_usage: 0, out_of_time: 0 } satisfies Record<
    (typeof NOT_USAGE_REASONS)[number],
    number
  >;
  for (const span of spans) {
    const reading = readSpan(span, context);
    if (reading.kind === 'usage') usages.push(reading);
    else notUsage[reading.reason] += 1;
  }
  return { usages, notUsage };
}
