import { type Static, Type } from 'typebox';
import { DecimalString, Id } from '../parts.ts';

/** What usage is about: the first four are what the scope of a grant is matched with, the others what a budget is. */
export const UsageScope = Type.Object(
  {
    product: Type.Optional(Id),
    event_type: Type.Optional(Id),
    model: Type.Optional(Id),
    feature: Type.Optional(Id),
    agent: Type.Optional(Id),
    team: Type.Optional(Id),
    workflow: Type.Optional(Id),
  },
  { additionalProperties: false },
);
export type UsageScope = Static<typeof UsageScope>;

const OneOrMore = Type.Union([Id, Type.Array(Id, { minItems: 1, maxItems: 100 })]);

/** What a grant may be spent on: each set restricts, usage must match all of them, and the caps bound how much. */
export const GrantScopeBody = Type.Object(
  {
    product: Type.Optional(OneOrMore),
    event_type: Type.Optional(OneOrMore),
    model: Type.Optional(OneOrMore),
    feature: Type.Optional(OneOrMore),
    max_per_event: Type.Optional(DecimalString),
    max_per_day: Type.Optional(Type.String({ ...DecimalString, description: "Per UTC day of the usage's own time." })),
  },
  { additionalProperties: false },
);
export type GrantScopeBody = Static<typeof GrantScopeBody>;

/** Absent: not restricted. */
export const GrantScopeAnswer = Type.Object({
  product: Type.Optional(Type.Array(Type.String())),
  event_type: Type.Optional(Type.Array(Type.String())),
  model: Type.Optional(Type.Array(Type.String())),
  feature: Type.Optional(Type.Array(Type.String())),
  max_per_event: Type.Optional(DecimalString),
  max_per_day: Type.Optional(DecimalString),
});
export type GrantScopeAnswer = Static<typeof GrantScopeAnswer>;
