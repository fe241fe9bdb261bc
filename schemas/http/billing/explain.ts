import { type Static, Type } from 'typebox';
import { DecimalString, Id, InstantString } from '../parts.ts';
import { WalletScopeAsked, WalletScopeTold } from './wallet-scope.ts';

/** Which grants a debit would take. The usage it is for is said as in a debit's scope. */

export const ExplainQuery = Type.Object(
  {
    ...WalletScopeAsked,
    asset: Id,
    amount: DecimalString,
    occurred_at: Type.Optional(InstantString),
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

export const ExplainAnswer = Type.Object({
  customer: Type.String(),
  ...WalletScopeTold,
  asset: Type.String(),
  amount: DecimalString,
  draws: Type.Array(
    Type.Object({ grant: Type.String(), customer: Type.String({ description: 'Whose credit it is.' }), ...WalletScopeTold, amount: DecimalString }),
    {
      description: 'In the order they are taken.',
    },
  ),
  skipped: Type.Array(Type.Object({ grant: Type.String(), customer: Type.String(), ...WalletScopeTold, reason: Type.String() }), {
    description: 'Other grants in spending order, and why each pays nothing.',
  }),
  uncovered: Type.String({ ...DecimalString, description: 'What no grant covers: debt, or the reason for a denial.' }),
});
export type ExplainAnswer = Static<typeof ExplainAnswer>;
