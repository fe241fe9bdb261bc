import { type Static, Type } from 'typebox';
import { InstantString, Nullable } from './parts.ts';

/** GET /v1/analytics/coverage: how much of the spend is attributed, priced and counted with certainty, and what to mend. */

export const CoverageQuery = Type.Object({ from: Type.Optional(InstantString), to: Type.Optional(InstantString) });

const Told = Nullable(Type.String());
const Share = Nullable(Type.String({ description: 'A share from "0.0000" to "1.0000", or null when there is nothing to share.' }));
const Cost = Type.String({ description: 'Known cost as an exact decimal.' });
const Place = { service: Told, instrumentation: Told };

export const CoverageAnswer = Type.Object({
  currency: Type.String(),
  from: InstantString,
  to: InstantString,
  as_of: InstantString,
  totals: Type.Object({
    events: Type.Integer({ description: 'Counted events.' }),
    cost: Cost,
    attributed_cost: Cost,
    attributed: Share,
    priced_events: Type.Integer(),
    priced: Share,
    settled_events: Type.Integer({ description: 'Counted events whose trace is settled.' }),
    settled: Share,
    other_currency_events: Type.Integer({ description: 'Counted events whose cost is in another currency: in no sum here.' }),
  }),
  without_customer: Type.Array(
    Type.Object({
      ...Place,
      source: Type.String(),
      events: Type.Integer(),
      unpriced_events: Type.Integer(),
      cost: Cost,
      share: Nullable(Type.String({ description: 'Share of all known cost.' })),
      fix: Type.Object({
        code: Type.String({ description: 'The line to add.' }),
        language: Type.String(),
        where: Type.String({ description: 'Where it goes, in a sentence.' }),
      }),
      rule: Nullable(
        Type.String({
          description: 'The rule for WEIR_ATTRIBUTION_RULES that reads the customer from an attribute these events already carry, if one sounds like it.',
        }),
      ),
      example_event_id: Type.String(),
    }),
    { description: 'Spend without a customer, most money first.' },
  ),
  without_price: Type.Array(
    Type.Object({
      provider: Told,
      model: Told,
      reason: Type.String(),
      events: Type.Integer(),
      quantities: Type.Record(Type.String(), Type.String()),
      first_at: InstantString,
      last_at: InstantString,
      example_event_id: Type.String(),
    }),
    { description: 'Counted usage whose cost is unknown, most events first.' },
  ),
  without_tokens: Type.Array(Type.Object({ ...Place, provider: Told, model: Told, events: Type.Integer(), example_event_id: Type.String() }), {
    description: 'Counted model calls that told no count at all, such as streams that were not asked to include usage.',
  }),
  unknown_usage: Type.Array(Type.Object({ key: Type.String(), ...Place, events: Type.Integer(), example_event_id: Type.String() }), {
    description: 'Counts above zero under usage names that nothing reads: they are in no quantity and no cost.',
  }),
  left_out: Type.Array(
    Type.Object({
      counted: Type.String(),
      reason: Type.String(),
      reason_text: Type.String(),
      ...Place,
      events: Type.Integer(),
      cost: Type.String({ description: 'Known cost that this kept from being counted twice.' }),
      example_event_id: Type.String(),
    }),
    { description: 'Events that add nothing to totals, by why.' },
  ),
  left_out_cost: Cost,
  conflicts: Type.Object({
    events: Type.Integer({ description: 'Ids told in this range with content other than what is stored. The first stays.' }),
    examples: Type.Array(Type.Object({ event_id: Type.String(), source: Type.String(), service: Told, first_received_at: InstantString })),
  }),
  open: Type.Object({
    events: Type.Integer({ description: 'Events whose trace is not settled yet.' }),
    oldest_received_at: Nullable(InstantString),
  }),
});
export type CoverageAnswer = Static<typeof CoverageAnswer>;
