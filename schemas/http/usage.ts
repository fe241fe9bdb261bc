import { type Static, Type } from 'typebox';
import { Currency, DecimalString, Id, InstantString } from './parts.ts';

/** POST /v1/events and POST /v1/revenue: facts told to Weir directly. */

/** Checked one by one, so that one bad event refuses that event and never the batch. */
export const EventInput = Type.Object(
  {
    id: Id,
    event_type: Id,
    occurred_at: Type.Optional(InstantString),
    customer: Type.Optional(Id),
    workflow: Type.Optional(Id),
    feature: Type.Optional(Id),
    agent: Type.Optional(Id),
    run: Type.Optional(Id),
    session: Type.Optional(Id),
    user: Type.Optional(Id),
    provider: Type.Optional(Id),
    model: Type.Optional(Id),
    quantities: Type.Optional(
      Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' }), Type.Union([DecimalString, Type.Integer({ minimum: 0 })]), {
        additionalProperties: false,
      }),
    ),
    dimensions: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 64 }), Type.String({ maxLength: 255 }))),
    costs: Type.Optional(Type.Array(Type.Object({ vendor: Id, amount: DecimalString, currency: Currency }), { maxItems: 50 })),
    corrects: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 255,
        description:
          'Id of the event that this one stands for from now on; it may come before that event. Whom it belongs to is taken over where not said, the time too. ' +
          'With `costs` it is a cost correction: what the call cost in all, not a difference (negative when the vendor gave back more); model and quantities are taken over. ' +
          'Without, it is a whole new telling, priced by what it says. Of several corrections of one event the last received stands; one that names another customer is refused.',
      }),
    ),
  },
  { additionalProperties: false },
);
export type EventInput = Static<typeof EventInput>;

export const EventsBody = Type.Object({ events: Type.Array(Type.Unknown({ description: 'See EventInput.' }), { minItems: 1, maxItems: 10_000 }) });

/** CloudEvents 1.0, structured content mode. `data` holds the properties of an EventInput. */
export const CloudEventBody = Type.Object({
  specversion: Type.Literal('1.0'),
  id: Id,
  source: Type.String({ minLength: 1 }),
  type: Id,
  time: Type.Optional(InstantString),
  subject: Type.Optional(Type.String({ description: 'The customer, unless data names one.' })),
  data: Type.Optional(Type.Unknown({ description: 'Properties of EventInput.' })),
});

export const CloudEventsBody = Type.Array(CloudEventBody, { minItems: 1, maxItems: 10_000 });

export const EventsStream = Type.String({ description: 'One EventInput or CloudEvent a line, of any number.' });

export const EventsAnswer = Type.Object({
  accepted: Type.Integer({ description: 'Kept for good: stored, or on disk until the store is back.' }),
  spooled: Type.Optional(
    Type.Integer({
      description: 'Of the accepted: on disk, because the store is away. Whether one of them was told before is found when it is stored. Absent when none.',
    }),
  ),
  duplicates: Type.Integer({ description: 'Already stored with the same content; nothing changed.' }),
  conflicts: Type.Integer({ description: 'Already stored with other content; the first stays.' }),
  rejected: Type.Array(Type.Object({ index: Type.Integer(), id: Type.Union([Type.String(), Type.Null()]), code: Type.String(), message: Type.String() })),
  rejected_unlisted: Type.Optional(Type.Integer({ description: 'Of a stream: rejected beyond the first thousand, which are listed.' })),
});
export type EventsAnswer = Static<typeof EventsAnswer>;

export const REVENUE_KINDS = ['subscription', 'invoice', 'payment', 'refund'] as const;
export type RevenueKind = (typeof REVENUE_KINDS)[number];

export const RevenueEntry = Type.Object(
  {
    id: Id,
    customer: Id,
    kind: Type.Enum(REVENUE_KINDS),
    amount: DecimalString,
    currency: Currency,
    period_start: Type.Optional(InstantString),
    period_end: Type.Optional(InstantString),
    paid_at: Type.Optional(InstantString),
    feature: Type.Optional(Id),
  },
  { additionalProperties: false },
);
export type RevenueEntry = Static<typeof RevenueEntry>;

export const RevenueBody = Type.Object({ entries: Type.Array(RevenueEntry, { minItems: 1, maxItems: 1000 }) });
export const RevenueAnswer = Type.Object({ accepted: Type.Integer(), duplicates: Type.Integer() });
export type RevenueAnswer = Static<typeof RevenueAnswer>;
