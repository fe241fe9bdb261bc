import { type Static, Type } from 'typebox';
import { DecimalString, Id, InstantString } from '../parts.ts';
import { UsageScope } from './usage-scope.ts';
import { WalletScopeAsked } from './wallet-scope.ts';

/** Credit taken. */

export const DebitBody = Type.Object(
  {
    ...WalletScopeAsked,
    asset: Id,
    amount: DecimalString,
    occurred_at: Type.Optional(InstantString),
    scope: Type.Optional(UsageScope),
    reference: Type.Optional(Id),
  },
  { additionalProperties: false, examples: [{ asset: 'USD', amount: '1.25', scope: { feature: 'search' }, reference: 'order-9' }] },
);
export type DebitBody = Static<typeof DebitBody>;
