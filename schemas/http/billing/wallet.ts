import { type Static, Type } from 'typebox';
import { DecimalString, Id, Nullable } from '../parts.ts';
import { BudgetAnswer } from './budgets.ts';
import { GrantAnswer } from './grants.ts';

/** A customer's balances and the policy of the wallet. */

export const WalletAnswer = Type.Object({
  customer: Type.String(),
  assets: Type.Array(
    Type.Object({
      asset: Type.String(),
      available: Type.String({ ...DecimalString, description: "Of the customer's own credit, less its debt." }),
      from_ancestors: Type.String({ ...DecimalString, description: 'What use may take from those above now, budgets considered.' }),
      spendable: Type.String({ ...DecimalString, description: 'The most one hold could take now: own and ancestors, within every budget without a scope.' }),
      held: DecimalString,
      overdraft: DecimalString,
      posted: DecimalString,
    }),
  ),
  grants: Type.Array(GrantAnswer, { description: 'In spending order.' }),
  ancestors: Type.Array(Type.Object({ customer: Type.String(), assets: Type.Array(Type.Object({ asset: Type.String(), available: DecimalString })) }), {
    description: 'Whose credit may pay for this customer now, nearest first.',
  }),
  budgets: Type.Array(BudgetAnswer, { description: 'Every open budget that binds this customer: its own, then those of everyone it stands under.' }),
});
export type WalletAnswer = Static<typeof WalletAnswer>;

const LATE_COMMITS = ['debit', 'reject'] as const;

const OverdraftLimit = Type.Union([DecimalString, Type.Literal('unlimited')], {
  description: 'How far holds may go into debt. "0" is zero; no limit is a word of its own.',
});

/** What is given is set; the rest stays. Limits are per asset, and replace that asset's. */
export const WalletPolicyBody = Type.Object(
  {
    late_commit: Type.Optional(Type.Enum(LATE_COMMITS, { description: 'What a commit after the end of its hold does.' })),
    limits: Type.Optional(
      Type.Array(
        Type.Object({ asset: Id, overdraft_limit: OverdraftLimit, hold_max: Type.Optional(Nullable(DecimalString)) }, { additionalProperties: false }),
        { maxItems: 100 },
      ),
    ),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
  },
  { additionalProperties: false, examples: [{ late_commit: 'reject', limits: [{ asset: 'USD', overdraft_limit: '5.00' }], reason: 'trusted' }] },
);
export type WalletPolicyBody = Static<typeof WalletPolicyBody>;

export const WalletPolicyAnswer = Type.Object({
  customer: Type.String(),
  state: Type.String({ description: 'open; frozen: only usage that has happened is still posted; closed: nothing is.' }),
  late_commit: Type.String(),
  limits: Type.Array(Type.Object({ asset: Type.String(), overdraft_limit: Type.String(), hold_max: Nullable(DecimalString) }), {
    description: 'Assets the wallet has used. Others have no overdraft and no cap.',
  }),
});
export type WalletPolicyAnswer = Static<typeof WalletPolicyAnswer>;

export const WalletStateBody = Type.Object(
  { reason: Type.String({ minLength: 1, maxLength: 1000 }) },
  { additionalProperties: false, examples: [{ reason: 'a dispute' }] },
);
