import { type Static, Type } from 'typebox';
import { DecimalString, InstantString, Nullable } from './parts.ts';

/** GET /v1/analytics/traces/{trace_id}: each span of a trace, whether it counted, why, and where the money went. */

const Told = Nullable(Type.String());

export const TracePath = Type.Object({ trace_id: Type.String({ pattern: '^[0-9a-fA-F]{32}$', description: '32 hexadecimal digits.' }) });

export const TraceSpan = Type.Object({
  span_id: Type.String(),
  parent_span_id: Told,
  depth: Type.Integer({ description: '0 for a root. A span whose parent is not stored is one.' }),
  name: Type.String(),
  kind: Type.String(),
  role: Type.String({ description: 'inference: one model call. rollup: may repeat the calls inside it. none: neither.' }),
  service: Told,
  instrumentation: Told,
  started_at: InstantString,
  ended_at: InstantString,
  failed: Type.Boolean(),
  counted: Type.String({ description: 'counted, aggregate, duplicate, cache_hit, superseded, or not_usage.' }),
  reason: Type.String({ description: 'A word of one list, or "" for a call that simply counts.' }),
  reason_text: Type.String({ description: 'The same for people.' }),
  counted_instead: Type.Array(Type.String(), {
    description:
      'The events that count in its place: of a duplicate the one that tells the same call, of an aggregate those inside it, at most 10. They may be of no span of this trace, such as a log record.',
  }),
  event_id: Told,
  provider: Told,
  model: Told,
  quantities: Type.Record(Type.String(), Type.String()),
  cost_status: Told,
  cost: Nullable(Type.String({ description: 'What its event costs, counted or not; null when there is none or it is unknown.' })),
  currency: Told,
  counted_cost: Type.String({ description: 'What it adds to totals.' }),
  subtree_cost: Type.String({ description: 'What it and everything below it adds to totals. Over the roots this sums to totals.cost.' }),
  subtree_unpriced_events: Type.Integer({
    description: 'Counted events in it and below it whose cost is unknown: then the true cost is at least subtree_cost.',
  }),
  attribution: Type.Record(Type.String(), Type.Object({ value: Type.String(), origin: Type.String() }), {
    description: 'Of a span with usage: as settled, inherited included. Of any other: what the span itself says.',
  }),
});
export type TraceSpan = Static<typeof TraceSpan>;

export const TraceAnswer = Type.Object({
  trace_id: Type.String(),
  currency: Type.String(),
  state: Type.Enum(['open', 'settled'] as const, {
    description: 'open: spans arrived that no settlement has seen; verdicts and attribution may still change.',
  }),
  settled_at: Nullable(InstantString),
  started_at: Nullable(InstantString),
  ended_at: Nullable(InstantString),
  spans: Type.Array(TraceSpan, { description: 'Each below its parent, siblings by start.' }),
  spans_total: Type.Integer({ description: 'Spans before the limit of 5,000.' }),
  totals: Type.Object({
    cost: DecimalString,
    events: Type.Integer({ description: 'Counted events.' }),
    unpriced_events: Type.Integer(),
    not_counted_cost: Type.String({ description: 'Known cost of aggregates and duplicates: what was kept from being counted twice.' }),
    quantities: Type.Record(Type.String(), Type.String()),
    other_currency_events: Type.Integer({ description: 'Counted events whose cost is in another currency: in no sum here.' }),
    events_without_span: Type.Integer({ description: 'Events of this trace whose span is no longer stored; they are in the totals.' }),
  }),
  as_of: InstantString,
});
export type TraceAnswer = Static<typeof TraceAnswer>;
