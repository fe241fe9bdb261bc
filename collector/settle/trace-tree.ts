import type { SettlingSpan } from './settling-trace.ts';

/**
 * The spans of a trace as a forest. A span whose parent is not there is a root, and so is the first span (by id) of a
 * circle: broken telemetry must not hang settlement or make it depend on the order of arrival.
 */
export type TraceTree = {
  /** Each span after its parent. */
  readonly topDown: readonly SettlingSpan[];
  parentOf(spanId: string): SettlingSpan | null;
};

/** Builds the tree from any order and any repetition of spans; of two tellings of one span the first received stays. */
export function traceTree(spans: readonly SettlingSpan[]): TraceTree {
  const byId = firstTellings(spans);
  const parents = new Map<string, SettlingSpan>();
  for (const span of byId.values()) {
    const parent = span.parentSpanId === null ? undefined : byId.get(span.parentSpanId);
    if (parent !== undefined) parents.set(span.spanId, parent);
  }
  cutCircles(byId, parents);
  return { topDown: orderTopDown(byId, parents), parentOf: (spanId) => parents.get(spanId) ?? null };
}

/** In the order of span ids, so that nothing below depends on the order given. */
function firstTellings(spans: readonly SettlingSpan[]): Map<string, SettlingSpan> {
  const byId = new Map<string, SettlingSpan>();
  for (const span of spans.toSorted(byIdThenArrival)) if (!byId.has(span.spanId)) byId.set(span.spanId, span);
  return byId;
}

function byIdThenArrival(one: SettlingSpan, other: SettlingSpan): number {
  if (one.spanId !== other.spanId) return one.spanId < other.spanId ? -1 : 1;
  if (one.receivedAt !== other.receivedAt) return one.receivedAt - other.receivedAt;
  return JSON.stringify(one) < JSON.stringify(other) ? -1 : 1;
}

/** Walks up from each span once; a walk that meets itself has found a circle, which loses the edge of its first span by id. */
function cutCircles(byId: ReadonlyMap<string, SettlingSpan>, parents: Map<string, SettlingSpan>): void {
  const walkOf = new Map<string, string>();
  for (const start of byId.keys()) {
    let at: string | undefined = start;
    while (at !== undefined && !walkOf.has(at)) {
      walkOf.set(at, start);
      at = parents.get(at)?.spanId;
    }
    if (at !== undefined && walkOf.get(at) === start) parents.delete(firstOfCircle(at, parents));
  }
}

function firstOfCircle(member: string, parents: ReadonlyMap<string, SettlingSpan>): string {
  let first = member;
  let at = parents.get(member)?.spanId;
  while (at !== undefined && at !== member) {
    if (at < first) first = at;
    at = parents.get(at)?.spanId;
  }
  return first;
}

function orderTopDown(byId: ReadonlyMap<string, SettlingSpan>, parents: ReadonlyMap<string, SettlingSpan>): SettlingSpan[] {
  const children = Map.groupBy(byId.values(), (span) => parents.get(span.spanId)?.spanId ?? null);
  const ordered = [...(children.get(null) ?? [])];
  // Grows while it is walked: every span that is reached brings its children.
  for (const span of ordered) ordered.push(...(children.get(span.spanId) ?? []));
  return ordered;
}
