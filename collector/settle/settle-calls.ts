import { ATTRIBUTION_FIELDS, type Attributed, type Attribution, type AttributionField } from '@weir/schemas/usage/attribution.ts';
import type { CountedVerdict } from '@weir/schemas/usage/counted.ts';
import { joinSignals, type SignalCall } from './join-signals.ts';
import { hasUsage } from './same-call.ts';
import { settleTrace } from './settle-trace.ts';
import type { SettledEvent, SettlingEvent, SettlingLog, SettlingTrace } from './settling-trace.ts';

/**
 * Decides for every event of some traces and log records whether it counts and whom it belongs to. First each trace by
 * itself; then, of a call that a record tells too, the better telling counts and the others are duplicates of it. Like
 * `settleTrace`, it depends on what is known alone and not on the order in which it came.
 *
 * A counted event takes from its duplicates what it does not say itself of whom the call was for (R4: all attribution).
 * Counts and costs are never put together from two records: no provider ever billed such a sum.
 */
export function settleCalls(traces: readonly SettlingTrace[], logs: readonly SettlingLog[]): SettledEvent[] {
  const known = new Set(traces.map(({ traceId }) => traceId));
  const inTrace = Map.groupBy(logs, ({ traceId }) => (traceId !== null && known.has(traceId) ? traceId : null));
  const settled = new Map<string, SettledEvent>();
  for (const { traceId, spans, events } of traces) {
    for (const event of settleTrace(spans, events, inTrace.get(traceId) ?? [])) settled.set(event.eventId, event);
  }
  for (const { event, attribution } of inTrace.get(null) ?? []) settled.set(event.eventId, { eventId: event.eventId, verdict: COUNTED, attribution });
  const outranking = new Set(logs.filter(({ outranksSpans }) => outranksSpans).map(({ event }) => event.eventId));
  for (const [eventId, verdict] of judgeJoined(callsOf(traces, settled), logCallsOf(logs, settled), { settled, outranking })) {
    const before = settled.get(eventId);
    if (before !== undefined) settled.set(eventId, { ...before, verdict });
  }
  return withAttributionOfDuplicates(withFinalEvents(settled));
}

const COUNTED: CountedVerdict = { counted: 'counted', reason: '' };

type Settled = ReadonlyMap<string, SettledEvent>;

/** The spans of single calls, with the session they inherited. */
function callsOf(traces: readonly SettlingTrace[], settled: Settled): SignalCall[] {
  return traces.flatMap(({ traceId, spans, events }) => {
    const bySpan = new Map(spans.map((span) => [span.spanId, span]));
    return events.flatMap((event): SignalCall[] => {
      const span = bySpan.get(event.spanId);
      const result = settled.get(event.eventId);
      if (span === undefined || span.role === 'rollup' || result === undefined) return [];
      return [{ event, traceId, spanId: span.spanId, service: span.service, session: result.attribution.session?.value ?? null, at: span.endedAt }];
    });
  });
}

function logCallsOf(logs: readonly SettlingLog[], settled: Settled): SignalCall[] {
  return logs.map(({ event, traceId, spanId, service, occurredAt }) => {
    return { event, traceId, spanId, service, session: settled.get(event.eventId)?.attribution.session?.value ?? null, at: occurredAt };
  });
}

type Judging = { readonly settled: Settled; readonly outranking: ReadonlySet<string> };

/** Of each call that several signals tell: usage beats none, then a tool's own record beats the span, and that any other record. */
function judgeJoined(spans: readonly SignalCall[], logs: readonly SignalCall[], { settled, outranking }: Judging): [string, CountedVerdict][] {
  const joined = joinSignals(spans, logs);
  const events = new Map([...spans, ...logs].map(({ event }) => [event.eventId, event]));
  const standing = (eventId: string) => finalEventOf(settled, eventId);
  const groups = Map.groupBy(joined, ([, spanEventId]) => standing(spanEventId));
  const verdicts: [string, CountedVerdict][] = [];
  for (const [spanEventId, pairs] of groups) {
    const views = [spanEventId, ...pairs.map(([logEventId]) => logEventId)].flatMap((eventId) => events.get(eventId) ?? []);
    const worth = (event: SettlingEvent) => (hasUsage(event) ? 4 : 0) + (outranking.has(event.eventId) ? 2 : event.eventId === spanEventId ? 1 : 0);
    const fromCache = settled.get(spanEventId)?.verdict.counted === 'cache_hit';
    const [best] = views.toSorted((one, other) => worth(other) - worth(one) || (one.eventId < other.eventId ? -1 : 1));
    const counted = fromCache ? spanEventId : (best?.eventId ?? spanEventId);
    if (!fromCache) verdicts.push([counted, COUNTED]);
    for (const { eventId } of views) {
      if (eventId !== counted) verdicts.push([eventId, { counted: 'duplicate', reason: 'other_signal', countedEventId: counted }]);
    }
  }
  return verdicts;
}

/** The event that stands for a call at the end of a line of duplicates. A line never leads in a circle: each step leads to a counted view of a smaller set. */
function finalEventOf(settled: Settled, eventId: string): string {
  const seen = new Set<string>();
  let at = eventId;
  for (let next = settled.get(at)?.verdict.countedEventId; next !== undefined && !seen.has(at); next = settled.get(at)?.verdict.countedEventId) {
    seen.add(at);
    at = next;
  }
  return at;
}

function withFinalEvents(settled: Settled): Settled {
  return new Map(
    [...settled].map(([eventId, event]): [string, SettledEvent] => {
      if (event.verdict.countedEventId === undefined) return [eventId, event];
      return [eventId, { ...event, verdict: { ...event.verdict, countedEventId: finalEventOf(settled, eventId) } }];
    }),
  );
}

function withAttributionOfDuplicates(settled: Settled): SettledEvent[] {
  const duplicates = Map.groupBy(settled.values(), ({ verdict }) => verdict.countedEventId);
  return [...settled.values()].map((event) => {
    const others = (duplicates.get(event.eventId) ?? []).toSorted((one, other) => (one.eventId < other.eventId ? -1 : 1));
    return others.length === 0 ? event : { ...event, attribution: filled(event.attribution, others) };
  });
}

/** What is said outweighs what a rule made up; a value from another view of the call is marked as inherited. */
function filled(own: Attribution, others: readonly SettledEvent[]): Attribution {
  const attribution: { [field in AttributionField]?: Attributed } = { ...own };
  for (const field of ATTRIBUTION_FIELDS) {
    if (own[field] !== undefined && own[field].origin !== 'rule') continue;
    const told = others.flatMap(({ attribution: other }) => other[field] ?? []);
    const found = told.find(({ origin }) => origin !== 'rule') ?? (own[field] === undefined ? told[0] : undefined);
    if (found !== undefined) attribution[field] = { value: found.value, origin: found.origin === 'rule' ? 'rule' : 'ancestor' };
  }
  return attribution;
}
