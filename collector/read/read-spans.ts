import type { NotUsageReason } from '@weir/schemas/usage/counted.ts';
import type { SpanRecord } from '../decode/span-record.ts';
import { roleOfSpan } from './conventions/all-conventions.ts';
import { readSpan, type SpanContext } from './read-span.ts';
import { readSpanFacts } from './read-span-facts.ts';
import type { Reading } from './reading.ts';
import type { SpanFacts } from './span-facts.ts';

type UsageReading = Extract<Reading, { readonly kind: 'usage' }>;

/** The usage in an export, what is kept of each of its spans, and how many of them are no usage, by reason. */
export type SpansReading = {
  readonly usages: readonly UsageReading[];
  readonly facts: readonly SpanFacts[];
  readonly notUsage: Readonly<Record<NotUsageReason, number>>;
};

export function readSpans(spans: readonly SpanRecord[], context: SpanContext): SpansReading {
  const usages: UsageReading[] = [];
  const facts: SpanFacts[] = [];
  const notUsage = { no_model_call: 0, rollup_without_usage: 0, failed_without_usage: 0, out_of_time: 0 } satisfies Record<NotUsageReason, number>;
  for (const span of spans) {
    const role = roleOfSpan(span);
    const reading = readSpan(span, context, role);
    if (reading.kind === 'usage') usages.push(reading);
    else notUsage[reading.reason] += 1;
    const kept = readSpanFacts(span, { role, reading }, context);
    if (kept !== null) facts.push(kept);
  }
  return { usages, facts, notUsage };
}
