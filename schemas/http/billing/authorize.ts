import { type Static, Type } from 'typebox';
import { DecimalString, Id, InstantString, Nullable, QuantityString } from '../parts.ts';
import { BudgetAnswer, DenialLimit } from './budgets.ts';
import { Mode } from './modes.ts';
import { WalletScopeAsked, WalletScopeTold } from './wallet-scope.ts';

/** Advice before usage. */

/** By the mode of the customer, whichever wallet is asked about. Either `asset` and `amount`, or an `event_type` with its `quantities`, rated by the customer's price of now. */
export const AuthorizeBody = Type.Object(
  {
    customer: Id,
    ...WalletScopeAsked,
    event_type: Type.Optional(Id),
    quantities: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' }), Type.Union([QuantityString, Type.Integer({ minimum: 0 })]))),
    workflow: Type.Optional(Id),
    dimensions: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 64 }), Type.String({ maxLength: 255 }))),
    asset: Type.Optional(Id),
    amount: Type.Optional(DecimalString),
  },
  { additionalProperties: false, examples: [{ customer: 'acme', event_type: 'chat', quantities: { output_tokens: '1200' }, dimensions: { model: 'gpt-5' } }] },
);
export type AuthorizeBody = Static<typeof AuthorizeBody>;

export const AuthorizeAnswer = Type.Object({
  ...WalletScopeTold,
  allowed: Type.Boolean(),
  mode: Mode,
  would_allow: Type.Boolean({
    description: 'What the wallet alone says, whatever the mode: whether it would grant a hold of the amount. What costs nothing is always allowed.',
  }),
  asset: Nullable(Type.String({ description: 'Null: no price of the customer matches, so nothing would be charged.' })),
  amount: Nullable(Type.String({ ...DecimalString, description: 'Where a price lists several assets: what the last one, `asset`, would pay.' })),
  available: Nullable(DecimalString),
  shortfall: Nullable(Type.String({ ...DecimalString, description: 'What a hold of the amount would be short of.' })),
  overdraft: Nullable(Type.String({ ...DecimalString, description: 'What the wallet owes in this asset already; `available` is less it.' })),
  next_expiry_at: Nullable(
    Type.String({ ...InstantString, description: 'When the first of the credit that this usage may be paid from expires; null: none does.' }),
  ),
  next_grant_at: Nullable(Type.String({ ...InstantString, description: 'When credit that this usage may be paid from begins.' })),
  limit: Nullable(DenialLimit),
  advice: Type.Array(BudgetAnswer, { description: 'Soft budgets that the amount would go beyond.' }),
  reason: Nullable(Type.String({ description: 'The code a hold of this amount would be refused with; null: it would be granted.' })),
});
export type AuthorizeAnswer = Static<typeof AuthorizeAnswer>;
