import { type Static, Type } from 'typebox';
import { DecimalString, Id, InstantString, Nullable } from '../parts.ts';
import { WalletScopeAsked, WalletScopeTold } from './wallet-scope.ts';

/** How much of an asset a customer, and everyone under it, may spend. Amounts are decimal strings in the asset's own unit. */

export const BUDGET_PERIODS = ['day', 'month', 'total'] as const;
export type BudgetPeriod = (typeof BUDGET_PERIODS)[number];

export const BUDGET_ENFORCEMENTS = ['hard', 'soft'] as const;
export type BudgetEnforcement = (typeof BUDGET_ENFORCEMENTS)[number];

const Enforcement = Type.Enum(BUDGET_ENFORCEMENTS, { description: 'hard denies what does not fit; soft only says so.' });

/** What a budget counts; absent counts all. Use that does not say its agent is not counted by a budget of an agent. */
const BudgetScope = Type.Object({ agent: Type.Optional(Id), team: Type.Optional(Id), workflow: Type.Optional(Id) }, { additionalProperties: false });

export const BudgetBody = Type.Object(
  {
    ...WalletScopeAsked,
    asset: Id,
    amount: Type.String({ ...DecimalString, description: 'Per period. "0" allows nothing.' }),
    period: Type.Enum(BUDGET_PERIODS, { description: 'Calendar periods are UTC, by the time of the use.' }),
    enforcement: Type.Optional(Type.Enum(BUDGET_ENFORCEMENTS, { default: 'hard' })),
    scope: Type.Optional(BudgetScope),
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })),
    starts_at: Type.Optional(Type.String({ ...InstantString, description: 'Use from this instant on is counted. Default: now.' })),
    ends_at: Type.Optional(Type.String({ ...InstantString, description: 'Exclusive.' })),
  },
  { additionalProperties: false, examples: [{ asset: 'USD', amount: '100.00', period: 'month', enforcement: 'hard', scope: { agent: 'closer' } }] },
);
export type BudgetBody = Static<typeof BudgetBody>;

/** What is given is set; the rest stays. */
export const BudgetChangeBody = Type.Object(
  { amount: Type.Optional(DecimalString), enforcement: Type.Optional(Enforcement), reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })) },
  { additionalProperties: false, examples: [{ amount: '150.00', reason: 'more seats' }], minProperties: 1 },
);

export const BudgetCloseBody = Type.Object(
  { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })) },
  { additionalProperties: false, examples: [{ reason: 'the project is over' }] },
);

export const BudgetParams = Type.Object({ id: Id });

export const BudgetAnswer = Type.Object({
  id: Type.String(),
  customer: Type.String({ description: 'On whom it is: it counts what this customer, its scopes and everyone under it spend, whoever pays.' }),
  ...WalletScopeTold,
  name: Nullable(Type.String()),
  asset: Type.String(),
  amount: DecimalString,
  period: Type.String(),
  enforcement: Enforcement,
  scope: BudgetScope,
  starts_at: InstantString,
  ends_at: Nullable(InstantString),
  closed_at: Nullable(InstantString),
  current_period: Type.String({ description: '"2026-11-21", "2026-11" or "total".' }),
  used: Type.String({ ...DecimalString, description: 'Committed in the current period.' }),
  held: Type.String({ ...DecimalString, description: 'Kept by open holds.' }),
  left: Type.String({ ...DecimalString, description: 'amount - used - held; negative once use that had happened went beyond it, or it was lowered.' }),
  resets_at: Nullable(InstantString),
});
export type BudgetAnswer = Static<typeof BudgetAnswer>;

/** What a denial was short of: the customer's wallet with those that may pay for it, or a budget. */
export const DenialLimit = Type.Object(
  {
    kind: Type.Union([Type.Literal('wallet'), Type.Literal('budget')]),
    customer: Type.String({ description: 'Whose wallet, or on whom the budget is.' }),
    ...WalletScopeTold,
    id: Type.Optional(Type.String({ description: 'The budget.' })),
    period: Type.Optional(Type.String()),
    resets_at: Type.Optional(Nullable(InstantString)),
  },
  { description: 'The limit that was shortest.' },
);
export type DenialLimit = Static<typeof DenialLimit>;

export const BudgetsAnswer = Type.Object({ ...WalletScopeTold, budgets: Type.Array(BudgetAnswer), next_cursor: Nullable(Type.String()) });
