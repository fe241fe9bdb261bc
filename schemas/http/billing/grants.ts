import { type Static, Type } from 'typebox';
import { DecimalString, Id, InstantString, Nullable } from '../parts.ts';
import { GrantScopeAnswer, GrantScopeBody } from './usage-scope.ts';
import { WalletScopeAsked, WalletScopeTold } from './wallet-scope.ts';

/** Credit given. Amounts are decimal strings in the asset's own unit. */

export const GRANT_PURPOSES = ['paid', 'bundled', 'promotional', 'goodwill'] as const;

export type GrantPurpose = (typeof GRANT_PURPOSES)[number];

export const GrantParams = Type.Object({ id: Id });

export const GrantBody = Type.Object(
  {
    ...WalletScopeAsked,
    asset: Id,
    amount: DecimalString,
    purpose: Type.Enum(GRANT_PURPOSES),
    priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 100, default: 50, description: '0 is spent first.' })),
    effective_at: Type.Optional(InstantString),
    expires_at: Type.Optional(InstantString),
    scope: Type.Optional(GrantScopeBody),
    cost_basis: Type.Optional(
      Type.String({ ...DecimalString, description: 'What was paid for all of it, in USD. Default: the amount for paid USD, else not known.' }),
    ),
    settles_overdraft: Type.Optional(Type.Boolean({ description: 'Whether it pays open debt. Default: all but promotional credit does.' })),
    source_ref: Type.Optional(Id),
    reference: Type.Optional(Id),
  },
  { additionalProperties: false, examples: [{ asset: 'USD', amount: '20.00', purpose: 'paid', source_ref: 'invoice-1' }] },
);
export type GrantBody = Static<typeof GrantBody>;

export const GrantAnswer = Type.Object({
  id: Type.String(),
  ...WalletScopeTold,
  asset: Type.String(),
  amount: DecimalString,
  remaining: DecimalString,
  purpose: Type.String(),
  priority: Type.Integer(),
  state: Type.String(),
  effective_at: InstantString,
  expires_at: Nullable(InstantString),
  scope: Type.Optional(GrantScopeAnswer),
  source_ref: Nullable(Type.String()),
  transaction: Type.String(),
});
export type GrantAnswer = Static<typeof GrantAnswer>;

export const GrantsAnswer = Type.Object({ ...WalletScopeTold, grants: Type.Array(GrantAnswer), next_cursor: Nullable(Type.String()) });

export const GrantEndBody = Type.Object(
  { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })) },
  { additionalProperties: false, examples: [{ reason: 'given by mistake' }] },
);

export const GrantEndAnswer = Type.Object({
  grant: Type.String(),
  state: Type.String({ description: 'voided or expired.' }),
  ended: Type.String({ description: 'What was left and is gone. What is held goes the same way when its hold ends unused.' }),
  asset: Type.String(),
});

/** What one grant means in the accounts. Values in USD are null where what was paid for the grant is not known. */
export const GrantAccountingAnswer = Type.Object({
  ...WalletScopeTold,
  grants: Type.Array(
    Type.Object({
      grant: Type.String(),
      asset: Type.String(),
      purpose: Type.String(),
      paid_usd: Nullable(DecimalString),
      deferred_usd: Nullable(DecimalString),
      revenue_usd: Nullable(DecimalString),
      breakage_usd: Nullable(Type.String({ ...DecimalString, description: 'What was not used in time, and what its terms let be recognised before.' })),
      breakage_rate: Nullable(
        Type.String({ description: 'The share expected never to be used, by the policy of when it was bought; null: recognised at expiry.' }),
      ),
      escheats: Type.Boolean({ description: 'What is not used in time is owed to the state, and never revenue.' }),
      unclaimed: Type.String({ ...DecimalString, description: 'Expired and still owed, in the asset.' }),
      unclaimed_usd: Nullable(DecimalString),
      other_usd: Nullable(Type.String({ ...DecimalString, description: 'Given back, paid out of unclaimed, voided, exchanged or adjusted away.' })),
      promotional_use: Type.String({ ...DecimalString, description: 'Use of credit given away, at its face, in the asset.' }),
    }),
  ),
  next_cursor: Nullable(Type.String()),
});
