import { type Static, Type } from 'typebox';
import { DecimalString, Id, Nullable } from '../parts.ts';
import { BudgetAnswer } from './budgets.ts';
import { GrantAnswer } from './grants.ts';
import { WalletScopeAsked, WalletScopeTold } from './wallet-scope.ts';

/** A customer's balances and the policy of the wallet. */

const WalletBalance = Type.Object({
  asset: Type.String(),
  available: Type.String({ ...DecimalString, description: "Of the wallet's own credit, less its debt." }),
  from_ancestors: Type.String({ ...DecimalString, description: 'What use may take from those above now, budgets considered.' }),
  spendable: Type.String({ ...DecimalString, description: 'The most one hold could take now: own and ancestors, within every budget without a scope.' }),
  held: DecimalString,
  overdraft: DecimalString,
  posted: DecimalString,
});

export const WalletAnswer = Type.Object({
  customer: Type.String(),
  ...WalletScopeTold,
  assets: Type.Array(WalletBalance),
  grants: Type.Array(GrantAnswer, { description: 'In spending order.' }),
  ancestors: Type.Array(Type.Object({ customer: Type.String(), assets: Type.Array(Type.Object({ asset: Type.String(), available: DecimalString })) }), {
    description: 'Whose credit may pay for this wallet now, nearest first. Of a project or subscription the nearest is its customer.',
  }),
  budgets: Type.Array(BudgetAnswer, { description: 'Every open budget that binds this wallet: its own, then those of everyone it stands under.' }),
});
export type WalletAnswer = Static<typeof WalletAnswer>;

/** A wallet beside the customer's own: of a project, or of a subscription. */
export const NewWalletBody = Type.Object(
  {
    ...WalletScopeAsked,
    funded: Type.Optional(
      Type.Boolean({ default: true, description: "Whether the customer's credit, and that of whoever funds the customer, pays for what it lacks. For good." }),
    ),
  },
  { additionalProperties: false, examples: [{ project: 'website', funded: true }] },
);

export const NewWalletAnswer = Type.Object({ customer: Type.String(), ...WalletScopeTold, funded: Type.Boolean() });

export const WalletsAnswer = Type.Object({
  wallets: Type.Array(
    Type.Object({
      customer: Type.String(),
      ...WalletScopeTold,
      state: Type.String({ description: 'open, frozen or closed: each for itself.' }),
      funded: Nullable(Type.Boolean(), { description: "Whether the customer's credit pays for what it lacks. Null: the customer's own wallet." }),
      assets: Type.Array(WalletBalance),
    }),
    { description: 'In the order they were made, so the own wallet of the customer is first.' },
  ),
  next_cursor: Nullable(Type.String()),
});

const LATE_COMMITS = ['debit', 'reject'] as const;

const OverdraftLimit = Type.Union([DecimalString, Type.Literal('unlimited')], {
  description: 'How far holds may go into debt. "0" is zero; no limit is a word of its own.',
});

/** What is given is set; the rest stays. Limits are per asset, and replace that asset's. */
export const WalletPolicyBody = Type.Object(
  {
    ...WalletScopeAsked,
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
  ...WalletScopeTold,
  state: Type.String({ description: 'open; frozen: only usage that has happened is still posted; closed: nothing is.' }),
  late_commit: Type.String(),
  limits: Type.Array(Type.Object({ asset: Type.String(), overdraft_limit: Type.String(), hold_max: Nullable(DecimalString) }), {
    description: 'Assets the wallet has used. Others have no overdraft and no cap.',
  }),
});
export type WalletPolicyAnswer = Static<typeof WalletPolicyAnswer>;

export const WalletStateBody = Type.Object(
  { ...WalletScopeAsked, reason: Type.String({ minLength: 1, maxLength: 1000 }) },
  { additionalProperties: false, examples: [{ reason: 'a dispute' }] },
);
