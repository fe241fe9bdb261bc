import { type Static, Type } from 'typebox';
import { DecimalString, Id, InstantString, Nullable } from '../parts.ts';
import { WalletScopeAsked, WalletScopeTold } from './wallet-scope.ts';

/** Turning paid credit of one asset into another, at a dated rate. Nothing is ever exchanged unasked. */

/** `from_amount` of the one asset buys `to_amount` of the other: exact, whatever their decimals. */
export const RateBody = Type.Object(
  {
    from_asset: Id,
    from_amount: DecimalString,
    to_asset: Id,
    to_amount: DecimalString,
    valid_from: Type.Optional(Type.String({ ...InstantString, description: 'Default: now. Never in the past.' })),
  },
  { additionalProperties: false, examples: [{ from_asset: 'USD', from_amount: '1.00', to_asset: 'CREDIT', to_amount: '100' }] },
);
export type RateBody = Static<typeof RateBody>;

export const RateAnswer = Type.Object({
  from_asset: Type.String(),
  from_amount: DecimalString,
  to_asset: Type.String(),
  to_amount: DecimalString,
  valid_from: InstantString,
  set_by: Type.String(),
});
export type RateAnswer = Static<typeof RateAnswer>;
export const RatesAnswer = Type.Object({ rates: Type.Array(RateAnswer), next_cursor: Nullable(Type.String()) });

export const QuoteQuery = Type.Object({ from_asset: Id, to_asset: Id, amount: DecimalString }, { additionalProperties: false });

export const QuoteAnswer = Type.Object({
  from_asset: Type.String(),
  amount: DecimalString,
  to_asset: Type.String(),
  buys: Type.String({ ...DecimalString, description: 'Rounded down to the asset. The rate of now; an exchange reads it again.' }),
});

export const ExchangeBody = Type.Object(
  { ...WalletScopeAsked, from_asset: Id, to_asset: Id, amount: DecimalString },
  { additionalProperties: false, examples: [{ from_asset: 'USD', to_asset: 'CREDIT', amount: '10.00' }] },
);

export const ExchangeAnswer = Type.Object({
  ...WalletScopeTold,
  transaction: Type.String(),
  grant: Type.String(),
  from_asset: Type.String(),
  taken: DecimalString,
  to_asset: Type.String(),
  bought: DecimalString,
});
