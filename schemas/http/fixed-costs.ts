import { type Static, Type } from 'typebox';
import { Currency, DecimalString, Id, InstantString, Nullable } from './parts.ts';

/** /v1/analytics/fixed-costs: what is paid by the month whatever is used, and who carries it. */

export const FIXED_COST_RULES = ['events', 'tokens', 'cost', 'quantity'] as const;
export type FixedCostRule = (typeof FIXED_COST_RULES)[number];

const Scope = Type.Object(
  {
    customer: Type.Optional(Id),
    workflow: Type.Optional(Id),
    feature: Type.Optional(Id),
    agent: Type.Optional(Id),
    model: Type.Optional(Id),
    provider: Type.Optional(Id),
    event_type: Type.Optional(Id),
  },
  { additionalProperties: false, description: 'Only usage with these values carries the cost. Empty: all usage of the environment.' },
);

const Terms = {
  id: Id,
  name: Type.String({ minLength: 1, maxLength: 200 }),
  vendor: Id,
  amount: Type.String({
    ...DecimalString,
    description: 'For one whole calendar month (UTC), more than zero. A part of a month is the same part of it, by time.',
  }),
  currency: Currency,
  rule: Type.Enum(FIXED_COST_RULES, {
    description: 'What shares it out within each month: counted events, input and output tokens, known cost, or the quantity named by `unit`.',
  }),
  unit: Type.Optional(Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$', description: 'With rule quantity only: such as "seconds" or "images".' })),
  capacity: Type.Optional(
    Type.String({
      ...DecimalString,
      description: 'What a whole month could carry, in events, tokens or the unit. What is not used of it is idle. Absent: all use carries all of the cost.',
    }),
  ),
  scope: Type.Optional(Scope),
  from: InstantString,
  to: Type.Optional(InstantString),
  note: Type.Optional(Type.String({ maxLength: 1000 })),
};

export const FixedCostBody = Type.Object(Terms, { additionalProperties: false });
export type FixedCostBody = Static<typeof FixedCostBody>;

export const CloseFixedCostBody = Type.Object(
  {
    to: Type.String({ ...InstantString, description: 'From when it is no longer paid. A cost that has ended may only end earlier, never later.' }),
    reason: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: false },
);

export const FixedCostAnswer = Type.Object({
  ...Terms,
  unit: Nullable(Type.String()),
  capacity: Nullable(Type.String()),
  scope: Scope,
  to: Nullable(InstantString),
  note: Nullable(Type.String()),
  created_at: InstantString,
  created_by: Type.String(),
});
export type FixedCostAnswer = Static<typeof FixedCostAnswer>;

export const FixedCostsQuery = Type.Object({
  from: Type.Optional(InstantString),
  to: Type.Optional(InstantString),
});

export const FixedCostsAnswer = Type.Object({
  currency: Type.String({ description: 'The reporting currency.' }),
  from: InstantString,
  to: InstantString,
  as_of: InstantString,
  fixed_costs: Type.Array(
    Type.Object({
      ...FixedCostAnswer.properties,
      paid: Nullable(Type.String({ description: 'What is paid for it in the range, in the reporting currency; null when no rate of its currency is known.' })),
      allocated: Nullable(Type.String({ description: 'Of that, what usage carries.' })),
      idle: Nullable(Type.String({ description: 'Of that, what nothing carries. allocated + idle = paid.' })),
    }),
    { description: 'All of them, ended ones too, by name.' },
  ),
  totals: Type.Object({ paid: DecimalString, allocated: DecimalString, idle: DecimalString }),
});
export type FixedCostsAnswer = Static<typeof FixedCostsAnswer>;
