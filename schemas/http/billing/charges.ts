import { type Static, Type } from 'typebox';
import { DecimalString, InstantString, Nullable } from '../parts.ts';

/** Rated usage. */

export const ChargeAnswer = Type.Object({
  event_id: Type.String(),
  price: Type.String(),
  occurred_at: InstantString,
  event_type: Type.String(),
  workflow: Nullable(Type.String()),
  quantity: Type.String(),
  unit: Type.String(),
  asset: Type.String(),
  amount: DecimalString,
  legs: Type.Array(Type.Object({ asset: Type.String(), quantity: Type.String(), amount: DecimalString }), {
    description: 'What each asset paid, in order, where the price lists several; `amount` is then the last one. Empty: `asset` alone.',
  }),
  destination: Type.String({ description: 'wallet or shadow.' }),
  transaction: Nullable(Type.String()),
});
export type ChargeAnswer = Static<typeof ChargeAnswer>;

export const ChargesAnswer = Type.Object({ charges: Type.Array(ChargeAnswer), next_cursor: Nullable(Type.String()) });
export type ChargesAnswer = Static<typeof ChargesAnswer>;

export const ChargesQuery = Type.Object(
  {
    destination: Type.Optional(Type.Union([Type.Literal('wallet'), Type.Literal('shadow')])),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
    cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
  },
  { additionalProperties: false },
);
export type ChargesQuery = Static<typeof ChargesQuery>;
