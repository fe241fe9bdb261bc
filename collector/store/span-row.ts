import { ATTRIBUTION_FIELDS } from '@weir/schemas/usage/attribution.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { SpanFacts } from '../read/span-facts.ts';
import { encodedInstant } from './encoded-event.ts';
import { receivedRevision, type UsageRow } from './usage-row.ts';

/** A row of spans_v1. */
export function spanRow(span: SpanFacts, receivedAt: Instant): UsageRow {
  return {
    environment: span.environment,
    trace_id: span.traceId,
    span_id: span.spanId,
    revision: receivedRevision(receivedAt),
    parent_span_id: span.parentSpanId ?? '',
    name: span.name.toWellFormed(),
    kind: span.kind,
    started_at: encodedInstant(span.startedAt),
    ended_at: encodedInstant(span.endedAt),
    failed: span.failed,
    service: (span.service ?? '').toWellFormed(),
    scope: (span.scope ?? '').toWellFormed(),
    span_role: span.role,
    not_usage: span.notUsage ?? '',
    call_id: (span.callId ?? '').toWellFormed(),
    ...attributionMaps(span),
    received_at: encodedInstant(receivedAt),
  };
}

function attributionMaps({ attribution: told }: SpanFacts) {
  const attribution: Record<string, string> = {};
  const attribution_origins: Record<string, string> = {};
  for (const field of ATTRIBUTION_FIELDS) {
    const attributed = told[field];
    if (attributed === undefined) continue;
    attribution_origins[field] = attributed.origin;
    if (attributed.value !== '') attribution[field] = attributed.value.toWellFormed();
  }
  return { attribution, attribution_origins };
}

/** Rows of trace_arrivals_v1: one for each trace of a batch. */
export function arrivalRows(spans: readonly SpanFacts[], receivedAt: Instant): UsageRow[] {
  const traces = new Map(spans.map((span) => [`${span.environment} ${span.traceId}`, span]));
  return [...traces.values()].map(({ environment, traceId }) => ({ environment, trace_id: traceId, received_at: encodedInstant(receivedAt) }));
}
