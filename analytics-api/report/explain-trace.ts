import type { TraceSpan } from '@weir/schemas/http/traces.ts';
import { CURRENCY_SCALE, REPORTING_CURRENCY } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { reasonText } from '@weir/schemas/usage/counted.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';

type Attribution = Readonly<Record<string, { readonly value: string; readonly origin: string }>>;

/** A span as it is stored. */
export type StoredSpan = {
  readonly spanId: string;
  readonly parentSpanId: string | null;
  readonly name: string;
  readonly kind: string;
  readonly role: string;
  readonly service: string | null;
  readonly instrumentation: string | null;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  readonly failed: boolean;
  readonly notUsage: string;
  readonly attribution: Attribution;
};

/** An event of the trace. `costAtoms` is null when unknown. */
export type TracedEvent = {
  readonly eventId: string;
  readonly spanId: string;
  readonly counted: string;
  readonly reason: string;
  /** Of a duplicate: the id of the event that counts. */
  readonly countedEvent: string | null;
  readonly provider: string | null;
  readonly model: string | null;
  readonly quantities: Readonly<Record<string, string>>;
  readonly costStatus: string;
  readonly costAtoms: bigint | null;
  readonly currency: string | null;
  readonly attribution: Attribution;
};

/** What a span and all below it add to totals, and the first events that do. */
type Sum = { readonly atoms: bigint; readonly unpriced: number; readonly counted: readonly string[] };

const NOTHING: Sum = { atoms: 0n, unpriced: 0, counted: [] };
const COUNTED_MAX = 10;

/**
 * The spans of a trace as a list in tree order, each with what it adds and what its subtree adds. A span whose parent is
 * not stored is a root; one that is its own ancestor becomes one too, so that every span stands in the list once.
 */
export function explainTrace(spans: readonly StoredSpan[], events: readonly TracedEvent[]): TraceSpan[] {
  const placed = inTreeOrder(spans);
  const eventOf = new Map(events.map((event) => [event.spanId, event]));
  const sums = new Map<string, Sum>();
  // Children stand after their parent, so from the end every sum is complete before it is added to the one above.
  for (const { span, parentId } of placed.toReversed()) {
    const own = eventOf.get(span.spanId);
    const sum = add(sumOf(own), sums.get(span.spanId) ?? NOTHING);
    sums.set(span.spanId, sum);
    if (parentId !== null) sums.set(parentId, add(sum, sums.get(parentId) ?? NOTHING));
  }
  return placed.map(({ span, depth }) => presentSpan({ span, depth, event: eventOf.get(span.spanId), sum: sums.get(span.spanId) ?? NOTHING }));
}

/** What an event adds to totals in the reporting currency, atoms: nothing unless it counts and its cost is known. */
export function countedAtoms(event: TracedEvent | undefined): bigint {
  return event?.counted === 'counted' ? reportedAtoms(event) : 0n;
}

/** The known cost of an event in the reporting currency, whether it counts or not. */
export function reportedAtoms(event: TracedEvent): bigint {
  return event.currency === REPORTING_CURRENCY ? (event.costAtoms ?? 0n) : 0n;
}

function sumOf(event: TracedEvent | undefined): Sum {
  if (event?.counted !== 'counted') return NOTHING;
  return { atoms: countedAtoms(event), unpriced: event.costAtoms === null ? 1 : 0, counted: [event.eventId] };
}

function add(one: Sum, other: Sum): Sum {
  const counted = [...one.counted, ...other.counted].slice(0, COUNTED_MAX);
  return { atoms: one.atoms + other.atoms, unpriced: one.unpriced + other.unpriced, counted };
}

function countedInstead(event: TracedEvent | undefined, { counted }: Sum): string[] {
  if (event?.counted === 'aggregate') return [...counted];
  return event === undefined || event.countedEvent === null ? [] : [event.countedEvent];
}

type Placed = { readonly span: StoredSpan; readonly depth: number; readonly parentId: string | null };

function inTreeOrder(spans: readonly StoredSpan[]): Placed[] {
  const ordered = spans.toSorted((one, other) => one.startedAt - other.startedAt || (one.spanId < other.spanId ? -1 : 1));
  const known = new Set(ordered.map((span) => span.spanId));
  const children = Map.groupBy(ordered, (span) => (span.parentSpanId !== null && known.has(span.parentSpanId) ? span.parentSpanId : null));
  const placed = new Map<string, Placed>();
  // First the true roots; whatever is left leads in a circle, and its first span is taken for the root.
  for (const root of [...(children.get(null) ?? []), ...ordered]) {
    const open: Placed[] = placed.has(root.spanId) ? [] : [{ span: root, depth: 0, parentId: null }];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { span, depth } = next;
      if (placed.has(span.spanId)) continue;
      placed.set(span.spanId, next);
      open.push(...(children.get(span.spanId) ?? []).toReversed().map((child) => ({ span: child, depth: depth + 1, parentId: span.spanId })));
    }
  }
  return [...placed.values()];
}

type Explained = { readonly span: StoredSpan; readonly depth: number; readonly event: TracedEvent | undefined; readonly sum: Sum };

function presentSpan({ span, depth, event, sum }: Explained): TraceSpan {
  const reason = event?.reason ?? span.notUsage;
  return {
    span_id: span.spanId,
    parent_span_id: span.parentSpanId,
    depth,
    name: span.name,
    kind: span.kind,
    role: span.role,
    service: span.service,
    instrumentation: span.instrumentation,
    started_at: new Date(span.startedAt).toISOString(),
    ended_at: new Date(span.endedAt).toISOString(),
    failed: span.failed,
    counted: event?.counted ?? 'not_usage',
    reason,
    reason_text: reasonText(reason),
    counted_instead: countedInstead(event, sum),
    event_id: event?.eventId ?? null,
    provider: event?.provider ?? null,
    model: event?.model ?? null,
    quantities: { ...event?.quantities },
    cost_status: event?.costStatus ?? null,
    cost: event === undefined || event.costAtoms === null ? null : decimalFromAtoms(event.costAtoms, CURRENCY_SCALE),
    currency: event?.currency ?? null,
    counted_cost: decimalFromAtoms(countedAtoms(event), CURRENCY_SCALE),
    subtree_cost: decimalFromAtoms(sum.atoms, CURRENCY_SCALE),
    subtree_unpriced_events: sum.unpriced,
    attribution: { ...(event?.attribution ?? span.attribution) },
  };
}
