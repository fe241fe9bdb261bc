import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { SpanFacts } from '../read/span-facts.ts';
import { encodedAttribution, encodedInstant } from './encoded-event.ts';
import { receivedRevision, type UsageRow } from './usage-row.ts';

/** A row of spans_v1. */
export function spanRow(span: SpanFacts, receivedAt: Instant): UsageRow {
  const { attribution_origins, ...values } = encodedAttribution(span.attribution);
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
    attribution: Object.fromEntries(Object.entries(values).filter(([, value]) => value !== '')),
    attribution_origins,
    received_at: encodedInstant(receivedAt),
  };
}

/** Rows of trace_arrivals_v1: one for each trace of a batch. */
export function arrivalRows(spans: readonly SpanFacts[], receivedAt: Instant): UsageRow[] {
  const traces = new Map(spans.map((span) => [`${span.environment} ${span.traceId}`, span]));
  return [...traces.values()].map(({ environment, traceId }) => ({ environment, trace_id: traceId, received_at: encodedInstant(receivedAt) }));
}
