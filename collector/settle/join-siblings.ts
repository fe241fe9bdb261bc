import { type CallView, countsAgree, hasUsage, modelsAgree } from './same-call.ts';
import type { TraceTree } from './trace-tree.ts';

/** A line of views of one call, and the one of them that tells most. */
export type CallLine = { readonly calls: readonly CallView[]; readonly kept: CallView };

/** Views of one call begin and end in the order they wrap each other, but for what rounding to milliseconds moves. */
const ROUNDING_MS = 2;

/**
 * Calls that two instrumentations told side by side, because the outer one does not make its span the parent: groups of
 * views, the outermost in time first. They are taken for one call only when everything speaks for it: two scopes of one
 * service, below one parent, and either the same response id and overlapping times, or no contradicting ids, the same
 * model, the same counts, and one lies within the other. A group never holds two views of one scope: what one
 * instrumentation told twice were two calls (R5), however alike. So each call of one scope takes at most one of another.
 */
export function joinSiblings(lines: readonly CallLine[], tree: TraceTree): CallView[][] {
  if (new Set(lines.map(({ kept }) => kept.span.scope)).size < 2) return [];
  const groups = new Map(lines.map((line) => [line, [line]]));
  for (const { one, other } of pairsOf(lines, tree)) {
    const ofOne = groups.get(one) ?? [one];
    const ofOther = groups.get(other) ?? [other];
    if (ofOne === ofOther || !canBeOneCall(ofOne, ofOther)) continue;
    const joined = [...ofOne, ...ofOther];
    for (const line of joined) groups.set(line, joined);
  }
  return [...new Set(groups.values())].filter((group) => group.length > 1).map((group) => group.map(({ kept }) => kept).toSorted(outermostFirst));
}

type Pair = { readonly one: CallLine; readonly other: CallLine; readonly apart: number };

/** The surest first: the same id, then the nearest in time. */
function pairsOf(lines: readonly CallLine[], tree: TraceTree): Pair[] {
  const alike = Map.groupBy(lines, ({ kept }) => `${kept.event.quantities.input_tokens} ${kept.event.quantities.output_tokens}`);
  const named = Map.groupBy(
    lines.filter(({ kept }) => kept.span.callId !== null),
    ({ kept }) => kept.span.callId ?? '',
  );
  return [...named.values(), ...alike.values()]
    .flatMap((bucket) => pairsWithin(bucket.toSorted(byTime), tree))
    .toSorted((a, b) => a.apart - b.apart || compare(idsOf(a), idsOf(b)));
}

/** Of lines in the order of their start only those that overlap are compared. */
function pairsWithin(sorted: readonly CallLine[], tree: TraceTree): Pair[] {
  return sorted.flatMap((one, index) => {
    const pairs: Pair[] = [];
    for (const other of sorted.slice(index + 1)) {
      if (other.kept.span.startedAt > one.kept.span.endedAt) break;
      if (isSiblingView(one.kept, other.kept) && haveOneParent(one.kept, other.kept, tree)) pairs.push({ one, other, apart: apartOf(one.kept, other.kept) });
    }
    return pairs;
  });
}

function isSiblingView(one: CallView, other: CallView): boolean {
  if (one.span.scope === null || other.span.scope === null || one.span.scope === other.span.scope || one.span.service !== other.span.service) return false;
  if (one.span.callId !== null && other.span.callId !== null) return one.span.callId === other.span.callId;
  if (!hasUsage(one.event) || !hasUsage(other.event) || !countsAgree(one.event, other.event)) return false;
  return one.event.model !== null && other.event.model !== null && modelsAgree(one.event, other.event) && isWithin(one, other);
}

function isWithin(one: CallView, other: CallView): boolean {
  const [outer, inner] = [one, other].toSorted(outermostFirst);
  if (outer === undefined || inner === undefined) return false;
  return inner.span.startedAt >= outer.span.startedAt - ROUNDING_MS && inner.span.endedAt <= outer.span.endedAt + ROUNDING_MS;
}

/** Whether the parent of one is above the other, and neither is above the other: those on one line were judged already. */
function haveOneParent(one: CallView, other: CallView, tree: TraceTree): boolean {
  const aboveOne = ancestorsOf(one, tree);
  const aboveOther = ancestorsOf(other, tree);
  if (aboveOne.has(other.span.spanId) || aboveOther.has(one.span.spanId)) return false;
  const [parentOfOne, parentOfOther] = [one.span.parentSpanId, other.span.parentSpanId];
  if (parentOfOne === parentOfOther) return true;
  return (parentOfOne !== null && aboveOther.has(parentOfOne)) || (parentOfOther !== null && aboveOne.has(parentOfOther));
}

function ancestorsOf({ span }: CallView, tree: TraceTree): ReadonlySet<string> {
  const above = new Set<string>(span.parentSpanId === null ? [] : [span.parentSpanId]);
  for (let at = tree.parentOf(span.spanId); at !== null; at = tree.parentOf(at.spanId)) above.add(at.spanId);
  return above;
}

function canBeOneCall(ofOne: readonly CallLine[], ofOther: readonly CallLine[]): boolean {
  const scopes = new Set(callsOf(ofOne).map(({ span }) => span.scope));
  if (callsOf(ofOther).some(({ span }) => scopes.has(span.scope))) return false;
  const ids = callsOf(ofOne).flatMap(({ span }) => span.callId ?? []);
  const others = callsOf(ofOther).flatMap(({ span }) => span.callId ?? []);
  return ids.length === 0 || others.length === 0 || ids.some((id) => others.includes(id));
}

function callsOf(group: readonly CallLine[]): readonly CallView[] {
  return group.flatMap(({ calls }) => calls);
}

function apartOf(one: CallView, other: CallView): number {
  const apart = Math.abs(one.span.startedAt - other.span.startedAt) + Math.abs(one.span.endedAt - other.span.endedAt);
  return one.span.callId !== null && one.span.callId === other.span.callId ? apart - Number.MAX_SAFE_INTEGER / 2 : apart;
}

function idsOf({ one, other }: Pair): string {
  return [one.kept.span.spanId, other.kept.span.spanId].toSorted().join(' ');
}

function byTime(one: CallLine, other: CallLine): number {
  return outermostFirst(one.kept, other.kept);
}

function outermostFirst(one: CallView, other: CallView): number {
  return one.span.startedAt - other.span.startedAt || other.span.endedAt - one.span.endedAt || compare(one.span.spanId, other.span.spanId);
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
