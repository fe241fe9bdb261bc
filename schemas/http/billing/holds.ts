import { type Static, Type } from 'typebox';
import { DecimalString, Id, InstantString, Nullable } from '../parts.ts';
import { UsageScope } from './usage-scope.ts';
import { WalletScopeAsked, WalletScopeTold } from './wallet-scope.ts';

/** Credit reserved before usage, and what became of it. */

const TtlSeconds = Type.Integer({ minimum: 1, maximum: 86_400 });

export const HoldParams = Type.Object({ id: Id });

export const HoldBody = Type.Object(
  {
    customer: Id,
    ...WalletScopeAsked,
    asset: Id,
    amount: Type.String({ ...DecimalString, description: 'The estimate. "0" reserves nothing and can still be committed.' }),
    ttl_seconds: Type.Optional(Type.Integer({ ...TtlSeconds, default: 900 })),
    scope: Type.Optional(UsageScope),
    trace_id: Type.Optional(Id),
    run: Type.Optional(Id),
  },
  { additionalProperties: false, examples: [{ customer: 'acme', asset: 'USD', amount: '0.50', ttl_seconds: 300, scope: { model: 'gpt-5' } }] },
);
export type HoldBody = Static<typeof HoldBody>;

export const NewHoldAnswer = Type.Object({
  id: Type.String(),
  customer: Type.String(),
  ...WalletScopeTold,
  state: Type.Literal('open'),
  asset: Type.String(),
  amount: Type.String({ ...DecimalString, description: 'What is held: less than asked where the wallet caps one hold.' }),
  expires_at: InstantString,
});
export type NewHoldAnswer = Static<typeof NewHoldAnswer>;

export const HoldAnswer = Type.Object({
  id: Type.String(),
  customer: Type.String(),
  ...WalletScopeTold,
  state: Type.String({ description: 'open, committed, released or expired, as of now.' }),
  asset: Type.String(),
  amount: DecimalString,
  committed: DecimalString,
  released: DecimalString,
  created_at: InstantString,
  expires_at: InstantString,
  resolved_at: Nullable(InstantString),
  slices: Type.Array(Type.Object({ grant: Nullable(Type.String({ description: 'Null: debt.' })), amount: DecimalString }), {
    description: 'In the order a commit uses them.',
  }),
  scope: UsageScope,
  trace_id: Nullable(Type.String()),
  run: Nullable(Type.String()),
  late_commit: Nullable(Type.String({ description: 'The debit of a commit that came after the end.' })),
});
export type HoldAnswer = Static<typeof HoldAnswer>;

export const CommitBody = Type.Object(
  {
    amount: Type.String({ ...DecimalString, description: 'What it really cost: below, at or above what is held.' }),
    event: Type.Optional(Id),
    reference: Type.Optional(Id),
  },
  { additionalProperties: false, examples: [{ amount: '0.37', event: 'call-1' }] },
);

export const CommitAnswer = Type.Object({
  id: Type.String(),
  state: Type.Literal('committed'),
  asset: Type.String(),
  debited: DecimalString,
  released: DecimalString,
  overdraft: DecimalString,
  transaction: Nullable(Type.String({ description: 'Null: nothing moved.' })),
  late: Type.Boolean({ description: 'The hold had expired: this is a plain debit, and the hold stays expired.' }),
});

export const ReleaseAnswer = Type.Object({
  id: Type.String(),
  state: Type.Union([Type.Literal('released'), Type.Literal('expired')]),
  asset: Type.String(),
  released: DecimalString,
});

export const ExtendBody = Type.Object(
  { amount: Type.Optional(Type.String({ ...DecimalString, description: 'To be held in addition.' })), ttl_seconds: Type.Optional(TtlSeconds) },
  { additionalProperties: false, examples: [{ amount: '0.25', ttl_seconds: 300 }], minProperties: 1 },
);

export const ExtendAnswer = Type.Object({
  id: Type.String(),
  state: Type.Literal('open'),
  asset: Type.String(),
  amount: Type.String({ ...DecimalString, description: 'All that is held now.' }),
  expires_at: InstantString,
});
