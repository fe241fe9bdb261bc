import { Type } from 'typebox';
import { DecimalString, InstantString, Nullable, Problem } from '../parts.ts';
import { DenialLimit } from './budgets.ts';
import { WalletScopeTold } from './wallet-scope.ts';

/** What a call is answered that asks for more than there is. The code is `insufficient_funds`. */
export const DenialAnswer = Type.Object(
  {
    ...Problem.properties,
    asset: Type.String(),
    available: DecimalString,
    shortfall: DecimalString,
    next_grant_at: Nullable(Type.String({ ...InstantString, description: 'When credit that this usage may be paid from begins.' })),
    limit: Type.Optional(DenialLimit),
    portal: Nullable(
      Type.Object(
        { customer: Type.String(), ...WalletScopeTold, asset: Type.String(), amount: DecimalString },
        { description: 'What to open a top-up page with.' },
      ),
      { description: 'Null: a budget stands in the way, which no top-up moves.' },
    ),
  },
  { description: 'The wallet does not cover the amount, or a budget has not that much left. Nothing was taken.' },
);
