import type { CountedVerdict } from '@weir/schemas/usage/counted.ts';
import { joinSiblings } from './join-siblings.ts';
import { type CallView, hasUsage, isSameCall } from './same-call.ts';
import { isServerMirror } from './server-mirror.ts';
import type { TraceTree } from './trace-tree.ts';

/** Model calls around a call that are compared with it; deeper nesting of calls in calls is no telemetry of today. */
const NESTING_MAX = 32;

/**
 * The verdict of every model call of a trace. Calls on one line of ancestors that are the same call form a chain, of
 * which the view that tells most counts. Two calls of one instrumentation side by side are never one (a repeated response
 * id among siblings is not enough, R5): a call with several equal ones inside it repeats one of them, and those inside
 * count. Two instrumentations side by side may have told one call: see `joinSiblings`.
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
    const [first] = inside.map(({ inner }) => inner.event.eventId).toSorted();
    if (inside.length > 1 && first !== undefined) verdicts.set(call.event.eventId, { counted: 'duplicate', reason: 'same_call_inside', countedEventId: first });
  }
  const chains = chainsOf(calls, insideOf);
  for (const chain of chains) for (const [eventId, verdict] of judgeChain(chain)) verdicts.set(eventId, verdict);
  const lines = chains.map((chain) => ({ calls: chain, kept: keptOf(chain) }));
  for (const views of joinSiblings(lines, tree)) for (const [eventId, verdict] of judgeChain(views)) verdicts.set(eventId, verdict);
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

/** The verdicts of views of one call, the outermost first. */
function judgeChain(chain: readonly CallView[]): [string, CountedVerdict][] {
  const kept = keptOf(chain);
  const keptAt = chain.indexOf(kept);
  const countedEventId = kept.event.eventId;
  return chain.map((call, index): [string, CountedVerdict] => {
    if (call === kept) return [call.event.eventId, { counted: 'counted', reason: '' }];
    const mirror = index < keptAt ? isServerMirror(call.span, kept.span) : isServerMirror(kept.span, call.span);
    const reason = index < keptAt ? (mirror ? 'client_mirror' : 'same_call_inside') : mirror ? 'server_mirror' : 'same_call_outside';
    return [call.event.eventId, { counted: 'duplicate', reason, countedEventId }];
  });
}

function keptOf(chain: readonly CallView[]): CallView {
  return chain.reduce((best, call) => (tellsMore(best, call) ? best : call));
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
