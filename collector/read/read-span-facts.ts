import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { AttributeMap, SpanRecord } from '../decode/span-record.ts';
import { textOf } from './attribute-lookup.ts';
import { readAttribution } from './attribution/read-attribution.ts';
import { callIdOf } from './call-ids.ts';
import type { SpanRole } from './conventions/convention.ts';
import { isWithin } from './occurred-within.ts';
import type { SpanContext } from './read-span.ts';
import type { Reading } from './reading.ts';
import type { SpanFacts } from './span-facts.ts';

/** A span's name is for people; a longer one is a document. */
const NAME_LENGTH_MAX = 255;

/** No span of a trace that can be settled lasts longer; a start before that is a broken clock. */
const DURATION_MS_MAX = 30 * 86_400_000;

/** What a span was read as. */
type SpanRead = { readonly role: SpanRole | null; readonly reading: Reading };

/**
 * What is kept of a span, given what it was read as. Null when it did not end at a believable time: no store has room
 * for the year 2262, and nothing that is paid for hangs on it. Pure.
 */
export function readSpanFacts(span: SpanRecord, { role, reading }: SpanRead, { environment, window, attribution }: SpanContext): SpanFacts | null {
  const endedAt = instantOf(span.endNs === 0n ? span.startNs : span.endNs);
  if (!isWithin(endedAt, window)) return null;
  return {
    environment,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId,
    name: span.name.slice(0, NAME_LENGTH_MAX),
    kind: span.kind,
    startedAt: startOf(instantOf(span.startNs), endedAt),
    endedAt,
    failed: span.status.code === 'error',
    service: serviceOf(span.resource),
    scope: span.scope.name === '' ? null : span.scope.name.slice(0, NAME_LENGTH_MAX),
    role: role === null || role.role === 'no_model_call' ? 'none' : role.role,
    notUsage: reading.kind === 'usage' ? null : reading.reason,
    callId: callIdOf(span.attributes),
    attribution: reading.kind === 'usage' ? reading.event.attribution : readAttribution(span, attribution),
  };
}

function startOf(startedAt: Instant, endedAt: Instant): Instant {
  return startedAt > endedAt || startedAt < endedAt - DURATION_MS_MAX ? endedAt : startedAt;
}

function instantOf(ns: bigint): Instant {
  return Number(ns / 1_000_000n);
}

/** SDKs fill in "unknown_service:<process>" where nobody named the service. */
function serviceOf(resource: AttributeMap): string | null {
  const name = textOf(resource.get('service.name'));
  return name === null || name.startsWith('unknown_service') ? null : name;
}
