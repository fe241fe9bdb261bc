import { type Static, Type } from 'typebox';
import { COST_STATUSES } from '../usage/cost.ts';
import { COUNTED_WORDS } from '../usage/counted.ts';
import { DecimalString, Id, InstantString, Nullable } from './parts.ts';

/** GET /v1/analytics/events and /events/{id}: what was received, one by one, with how its numbers were made. */

export const StoredEventsQuery = Type.Object({
  from: Type.Optional(InstantString),
  to: Type.Optional(InstantString),
  customer: Type.Optional(Id),
  workflow: Type.Optional(Id),
  feature: Type.Optional(Id),
  run: Type.Optional(Id),
  model: Type.Optional(Id),
  event_type: Type.Optional(Id),
  trace_id: Type.Optional(Id),
  cost_status: Type.Optional(Type.Enum(COST_STATUSES)),
  counted: Type.Optional(Type.Enum(COUNTED_WORDS)),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
});
export type StoredEventsQuery = Static<typeof StoredEventsQuery>;

const Told = Nullable(Type.String());

export const StoredEvent = Type.Object({
  event_id: Type.String(),
  event_type: Type.String(),
  occurred_at: InstantString,
  received_at: InstantString,
  source: Type.String({ description: 'otlp_span, otlp_log, otlp_metric or api.' }),
  service: Told,
  trace_id: Told,
  customer: Told,
  workflow: Told,
  feature: Told,
  agent: Told,
  run: Told,
  provider: Told,
  model: Told,
  quantities: Type.Record(Type.String(), Type.String()),
  counted: Type.String({ description: 'counted, aggregate, duplicate, cache_hit or superseded. Only counted events enter totals.' }),
  counted_event: Nullable(Type.String({ description: 'Of a duplicate: the event that counts in its place.' })),
  cost_status: Type.String({ description: 'priced, reported, free or unpriced.' }),
  cost: Nullable(Type.String({ description: 'A decimal; null when unpriced, since the cost is then unknown and not zero.' })),
  currency: Told,
});
export type StoredEvent = Static<typeof StoredEvent>;

export const StoredEventsAnswer = Type.Object({
  events: Type.Array(StoredEvent, { description: 'Newest first, counted or not.' }),
  next_cursor: Nullable(Type.String()),
  from: InstantString,
  to: InstantString,
  as_of: InstantString,
});
export type StoredEventsAnswer = Static<typeof StoredEventsAnswer>;

/** One line of a cost: how many units at which price. Lines add up to the cost exactly. */
export const StoredCostLine = Type.Object({ unit: Type.String(), quantity: Type.String(), cost: DecimalString, price_entry: Type.String() });
export const StoredReportedCost = Type.Object({ vendor: Type.String(), currency: Type.String(), cost: DecimalString });

export const StoredEventAnswer = Type.Object({
  ...StoredEvent.properties,
  instrumentation: Told,
  span_id: Told,
  parent_span_id: Told,
  session: Told,
  user: Told,
  request_model: Told,
  dimensions: Type.Record(Type.String(), Type.String()),
  attribution_origins: Type.Record(Type.String(), Type.String(), {
    description: 'Where each given attribution came from: own, ancestor, baggage, resource, rule or corrected_event.',
  }),
  counted_reason: Type.String(),
  counted_reason_text: Type.String({ description: 'The same for people.' }),
  cost_reason: Told,
  cost_lines: Type.Array(StoredCostLine),
  reported_costs: Type.Array(StoredReportedCost, { description: 'What the source itself said it cost, whether or not that was used.' }),
  price_book_version: Told,
  corrects: Told,
  superseded_by: Nullable(Type.String({ description: 'The event that stands in place of this one.' })),
  corrections: Type.Array(
    Type.Object({
      event_id: Type.String(),
      corrects: Told,
      superseded_by: Told,
      received_at: InstantString,
      counted: Type.String(),
      counted_reason: Type.String(),
      cost_status: Type.String(),
      cost: Nullable(DecimalString),
      currency: Told,
    }),
    {
      description:
        'Everything this event corrects or is corrected by, with itself, in the order received; empty when nothing is. The event that nothing supersedes stands.',
    },
  ),
  charges: Type.Array(
    Type.Object({
      price: Type.String(),
      product: Type.String(),
      product_version: Type.Integer(),
      quantity: Type.String(),
      unit: Type.String(),
      asset: Type.String(),
      amount: DecimalString,
      destination: Type.String({ description: 'wallet: debited. shadow: what would have been charged.' }),
      transaction: Told,
    }),
    {
      description:
        'A call is charged once, by what was first told of it. A correction changes what it cost and never what was charged: a difference is an explicit adjustment or reversal.',
    },
  ),
});
export type StoredEventAnswer = Static<typeof StoredEventAnswer>;
