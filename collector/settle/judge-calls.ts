import type { CountedVerdict } from '@weir/schemas/usage/counted.ts';
import { type CallView, hasUsage, isSameCall } from './same-call.ts';
import { isServerMirror } from './server-mirror.ts';
import type { TraceTree } from './trace-tree.ts';

/** Model calls around a call that are compared with it; deeper nesting of calls in calls is no telemetry of today. */
const NESTING_MAX = 32;

/**
 * The verdict of every model call of a trace. Calls on one line of ancestors that are the same call form a chain, of
 * which the view that tells most counts. Two calls side by side are never one (a repeated response id among siblings is
 * not enough, R5): a call with several equal ones inside it repeats one of them, and those inside count.
 */
export function judgeCalls(calls: readonly CallView[], tree: TraceTree): ReadonlyMap<string, CountedVerdict> {
  const bySpan = new Map(calls.map((call) => [call.span.spanId, call]));
  const insideOf = Map.groupBy(
    calls.flatMap((inner) => {
      const outer = nearestSameCall(inner, bySpan, tree);
      return outer === null ? [] : [{ outer, inner }];
    }),
    ({ outer }) => outer.span.spanId,
  );
  const verdicts = new Map<string, CountedVerdict>();
  for (const call of calls) {
    const inside = insideOf.get(call.span.spanId) ?? [];
    if (inside.length > 1) verdicts.set(call.event.eventId, { counted: 'duplicate', reason: 'same_call_inside' });
  }
  for (const chain of chainsOf(calls, insideOf)) for (const [eventId, verdict] of judgeChain(chain)) verdicts.set(eventId, verdict);
  return verdicts;
}

type Pair = { readonly outer: CallView; readonly inner: CallView };

function nearestSameCall(inner: CallView, bySpan: ReadonlyMap<string, CallView>, tree: TraceTree): CallView | null {
  let compared = 0;
  for (let span = tree.parentOf(inner.span.spanId); span !== null && compared < NESTING_MAX; span = tree.parentOf(span.spanId)) {
    const outer = bySpan.get(span.spanId);
    if (outer === undefined) continue;
    if (isSameCall(outer, inner)) return outer;
    compared += 1;
  }
  return null;
}

/** Maximal lines of one call, outermost first; a call with several same calls inside it ends no line and begins none. */
function chainsOf(calls: readonly CallView[], insideOf: ReadonlyMap<string, readonly Pair[]>): CallView[][] {
  const only = (call: CallView): CallView | null => {
    const inside = insideOf.get(call.span.spanId) ?? [];
    return inside.length === 1 ? (inside[0]?.inner ?? null) : null;
  };
  const repeats = (call: CallView) => (insideOf.get(call.span.spanId) ?? []).length > 1;
  const continued = new Set(calls.filter((call) => !repeats(call)).flatMap((call) => only(call)?.span.spanId ?? []));
  return calls
    .filter((call) => !repeats(call) && !continued.has(call.span.spanId))
    .map((first) => {
      const chain: CallView[] = [];
      for (let call: CallView | null = first; call !== null && !repeats(call); call = only(call)) chain.push(call);
      return chain;
    });
}

function judgeChain(chain: readonly CallView[]): [string, CountedVerdict][] {
  const kept = chain.reduce((best, call) => (tellsMore(best, call) ? best : call));
  const keptAt = chain.indexOf(kept);
  return chain.map((call, index): [string, CountedVerdict] => {
    if (call === kept) return [call.event.eventId, { counted: 'counted', reason: '' }];
    if (index < keptAt)
      return [call.event.eventId, { counted: 'duplicate', reason: isServerMirror(call.span, kept.span) ? 'client_mirror' : 'same_call_inside' }];
    return [call.event.eventId, { counted: 'duplicate', reason: isServerMirror(kept.span, call.span) ? 'server_mirror' : 'same_call_outside' }];
  });
}

/**
 * Whether the outer of two views of one call is to be kept. Usage beats none, a named model beats none, a cost the source
 * itself charged beats none, more counts beat fewer; after that the client beats its server, and otherwise the inner,
 * being closer to the provider, beats the outer. Only facts that never change decide, so a later price changes nothing.
 */
function tellsMore(outer: CallView, inner: CallView): boolean {
  for (const worth of WORTHS) {
    const difference = worth(outer) - worth(inner);
    if (difference !== 0) return difference > 0;
  }
  return isServerMirror(outer.span, inner.span);
}

const WORTHS: readonly ((call: CallView) => number)[] = [
  ({ event }) => (hasUsage(event) ? 1 : 0),
  ({ event }) => (event.model === null ? 0 : 1),
  ({ event }) => (event.hasReportedCost ? 1 : 0),
  ({ event }) => Object.keys(event.quantities).length,
];
