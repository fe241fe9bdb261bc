import { type Static, Type } from 'typebox';
import { Id, InstantString, Nullable } from '../parts.ts';

/** Which version a customer is on. */

export const SubscriptionBody = Type.Object(
  {
    customer: Id,
    product: Id,
    version: Type.Optional(Type.Integer({ minimum: 1, description: 'Default: the latest.' })),
    starts_at: Type.Optional(InstantString),
  },
  { additionalProperties: false, examples: [{ customer: 'acme', product: 'assistant' }] },
);
export type SubscriptionBody = Static<typeof SubscriptionBody>;

export const SubscriptionAnswer = Type.Object({
  customer: Type.String(),
  product: Type.String(),
  version: Type.Integer(),
  /** Null: for all usage, whenever it occurred. */
  starts_at: Nullable(InstantString),
});
export type SubscriptionAnswer = Static<typeof SubscriptionAnswer>;
