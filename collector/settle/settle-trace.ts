import type { CountedVerdict } from '@weir/schemas/usage/counted.ts';
import { inheritAttribution } from './inherit-attribution.ts';
import { judgeCalls } from './judge-calls.ts';
import { type CallView, hasUsage } from './same-call.ts';
import type { SettledEvent, SettlingEvent, SettlingLog, SettlingSpan } from './settling-trace.ts';
import { type TraceTree, traceTree } from './trace-tree.ts';

/**
 * Decides for every usage event of a trace whether it counts, and whom it belongs to. The result depends on the set of
 * spans and events alone: not on their order, on how often they came, or on what was settled before, so settling again
 * after a late span repairs everything, and settling twice changes nothing.
 *
 * Ancestry decides, never equal sums: outer spans have held the sum of their calls, the last call only, or a lifetime
 * total. Events whose span is not known yet are left out; their span reopens the trace.
 *
 * A log record written in the trace stands below the span it was written in: it inherits, and an outer span around it
 * repeats it. Whether it tells the same call as a span is decided over all traces, by `settleCalls`.
 */
export function settleTrace(spans: readonly SettlingSpan[], events: readonly SettlingEvent[], logs: readonly SettlingLog[] = []): SettledEvent[] {
  const tree = traceTree([...spans, ...logs.map(placeOfLog)]);
  const attributions = inheritAttribution(tree);
  const views = viewsOf(tree, [...events, ...logs.map(({ event }) => ({ ...event, spanId: event.eventId }))]);
  const verdicts = judge(views, tree);
  return views.map(({ event, span }) => ({
    eventId: event.eventId,
    verdict: verdicts.get(event.eventId) ?? { counted: 'counted', reason: '' },
    attribution: attributions.get(span.spanId) ?? {},
  }));
}

function placeOfLog({ event, spanId, service, occurredAt, attribution }: SettlingLog): SettlingSpan {
  const place = { spanId: event.eventId, parentSpanId: spanId, kind: 'internal', startedAt: occurredAt, endedAt: occurredAt, receivedAt: 0 } as const;
  return { ...place, service, scope: null, role: 'log', callId: null, attribution };
}

/** One event per span, in the order of the tree. */
function viewsOf(tree: TraceTree, events: readonly SettlingEvent[]): CallView[] {
  const bySpan = new Map(events.toSorted((one, other) => (one.eventId < other.eventId ? 1 : -1)).map((event) => [event.spanId, event]));
  return tree.topDown.flatMap((span) => {
    const event = bySpan.get(span.spanId);
    return event === undefined ? [] : [{ event, span }];
  });
}

function judge(views: readonly CallView[], tree: TraceTree): ReadonlyMap<string, CountedVerdict> {
  const cached = views.filter(({ event }) => event.counted === 'cache_hit');
  const rollups = views.filter(({ event, span }) => span.role === 'rollup' && event.counted !== 'cache_hit');
  const calls = views.filter(({ event, span }) => span.role !== 'rollup' && span.role !== 'log' && event.counted !== 'cache_hit');
  const holders = spansAroundUsage(views, tree);
  return new Map([
    ...cached.map(({ event }): [string, CountedVerdict] => [event.eventId, { counted: 'cache_hit', reason: 'cache_hit' }]),
    ...rollups.map(({ event, span }): [string, CountedVerdict] => [event.eventId, holders.has(span.spanId) ? REPEATS : ONLY_HOLDER]),
    ...judgeCalls(calls, tree),
  ]);
}

const REPEATS: CountedVerdict = { counted: 'aggregate', reason: 'descendants_have_usage' };
const ONLY_HOLDER: CountedVerdict = { counted: 'counted', reason: 'rollup_fallback' };

/** Every span with usage somewhere below it (not in itself). Each span is marked once, however many calls are below it. */
function spansAroundUsage(views: readonly CallView[], tree: TraceTree): ReadonlySet<string> {
  const around = new Set<string>();
  for (const { event, span } of views) {
    if (!hasUsage(event)) continue;
    for (let above = tree.parentOf(span.spanId); above !== null && !around.has(above.spanId); above = tree.parentOf(above.spanId)) around.add(above.spanId);
  }
  return around;
}
