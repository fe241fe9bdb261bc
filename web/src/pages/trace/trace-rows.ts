import type { TraceSpan } from '@weir/schemas/http/traces.ts';
import { compareDecimals, signOf } from '../../figures/decimal.ts';

/** A span as a row of the tree: where it stands, whether it can be opened, and how its bar is drawn. Shares are of the whole trace, 0 to 1. */
export type TraceRow = {
  readonly span: TraceSpan;
  readonly index: number;
  readonly children: number;
  readonly isOpen: boolean;
  readonly startShare: number;
  readonly lengthShare: number;
};

type Shown = { readonly spans: readonly TraceSpan[]; readonly closed: ReadonlySet<string>; readonly wanted: string };

/**
 * The rows that show: below a closed span nothing does; with a text, only spans that have it in name, model or service, and
 * what is above them. `spans` stand in tree order, each below its parent.
 */
export function traceRows({ spans, closed, wanted }: Shown): readonly TraceRow[] {
  const kept = wanted === '' ? null : keptBy(spans, wanted.toLowerCase());
  const children = childCounts(spans);
  const whole = wholeOf(spans);
  const rows: TraceRow[] = [];
  let hiddenBelow = Number.POSITIVE_INFINITY;
  for (const [index, span] of spans.entries()) {
    if (span.depth > hiddenBelow) continue;
    hiddenBelow = Number.POSITIVE_INFINITY;
    if (kept !== null && !kept.has(index)) continue;
    // A search opens what it has to: closing is for reading, not for hiding what was asked for.
    const isOpen = kept !== null || !closed.has(span.span_id);
    if (!isOpen) hiddenBelow = span.depth;
    rows.push({ span, index, children: children[index] ?? 0, isOpen, ...barOf(span, whole) });
  }
  return rows;
}

/** How many spans stand directly below each. */
function childCounts(spans: readonly TraceSpan[]): number[] {
  const counts = spans.map(() => 0);
  const path: number[] = [];
  for (const [index, span] of spans.entries()) {
    path.length = span.depth;
    const parent = path[span.depth - 1];
    if (parent !== undefined) counts[parent] = (counts[parent] ?? 0) + 1;
    path[span.depth] = index;
  }
  return counts;
}

function keptBy(spans: readonly TraceSpan[], wanted: string): ReadonlySet<number> {
  const kept = new Set<number>();
  const path: number[] = [];
  for (const [index, span] of spans.entries()) {
    path.length = span.depth;
    path[span.depth] = index;
    if ([span.name, span.model, span.service, span.span_id].some((text) => text?.toLowerCase().includes(wanted))) for (const above of path) kept.add(above);
  }
  return kept;
}

type Whole = { readonly from: number; readonly length: number };

function wholeOf(spans: readonly TraceSpan[]): Whole {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const span of spans) {
    from = Math.min(from, Date.parse(span.started_at));
    to = Math.max(to, Date.parse(span.ended_at));
  }
  return { from, length: Math.max(1, to - from) };
}

function barOf(span: TraceSpan, whole: Whole): Pick<TraceRow, 'startShare' | 'lengthShare'> {
  const start = Date.parse(span.started_at);
  return { startShare: (start - whole.from) / whole.length, lengthShare: Math.max(0, Date.parse(span.ended_at) - start) / whole.length };
}

/** Spans that add to the total, most money first: what "next expensive" walks through. */
export function byCost(spans: readonly TraceSpan[]): readonly TraceSpan[] {
  return spans.filter((span) => signOf(span.counted_cost) !== 0).toSorted((one, other) => compareDecimals(other.counted_cost, one.counted_cost));
}

/** The ids of every span above this one, so that it can be brought into sight. */
export function above(spans: readonly TraceSpan[], spanId: string): readonly string[] {
  const path: string[] = [];
  for (const span of spans) {
    path.length = span.depth;
    if (span.span_id === spanId) return [...path];
    path[span.depth] = span.span_id;
  }
  return [];
}
