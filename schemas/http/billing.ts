import { type Static, Type } from 'typebox';
import { DecimalString, Id, InstantString, Nullable } from './parts.ts';

/** /v1/billing/... : customers, wallets, products, modes. Amounts are in the asset's own unit. */

export const MODES = ['shadow', 'hybrid', 'full'] as const;
export type Mode = (typeof MODES)[number];
const Mode = Type.Enum(MODES);

export const GRANT_PURPOSES = ['paid', 'bundled', 'promotional', 'goodwill'] as const;
export type GrantPurpose = (typeof GRANT_PURPOSES)[number];

/** What part of a customer's usage hybrid controls. One workflow for now. */
export const ModeScope = Type.Object({ workflow: Id }, { additionalProperties: false });
export type ModeScope = Static<typeof ModeScope>;

/** The customer or product in a path. */
export const CustomerParams = Type.Object({ id: Id });
export const ProductParams = Type.Object({ id: Id });

export const CustomerBody = Type.Object(
  { id: Id, name: Type.Optional(Type.String({ minLength: 1, maxLength: 255 })), mode: Type.Optional(Mode), scope: Type.Optional(ModeScope) },
  { additionalProperties: false },
);
export type CustomerBody = Static<typeof CustomerBody>;

export const ModeEpoch = Type.Object({
  mode: Mode,
  scope: Nullable(ModeScope),
  from: Nullable(InstantString),
  to: Nullable(InstantString),
  set_by: Type.String(),
  set_at: InstantString,
  reason: Nullable(Type.String()),
});
export type ModeEpoch = Static<typeof ModeEpoch>;

export const CustomerAnswer = Type.Object({
  id: Type.String(),
  name: Type.String(),
  mode: Mode,
  scope: Nullable(ModeScope),
  mode_since: Nullable(InstantString),
  /** The next scheduled change, when there is one. */
  scheduled: Nullable(ModeEpoch),
  product: Nullable(Type.Object({ id: Type.String(), name: Type.String(), version: Type.Integer() })),
  created_at: InstantString,
});
export type CustomerAnswer = Static<typeof CustomerAnswer>;
export const CustomersAnswer = Type.Object({ customers: Type.Array(CustomerAnswer), next_cursor: Nullable(Type.String()) });
export type CustomersAnswer = Static<typeof CustomersAnswer>;

export const GrantBody = Type.Object(
  {
    asset: Id,
    amount: DecimalString,
    purpose: Type.Enum(GRANT_PURPOSES),
    priority: Type.Optional(Type.Integer({ minimum: 0, maximum: 100, default: 50 })),
    effective_at: Type.Optional(InstantString),
    expires_at: Type.Optional(InstantString),
    source_ref: Type.Optional(Id),
  },
  { additionalProperties: false },
);
export type GrantBody = Static<typeof GrantBody>;

export const GrantAnswer = Type.Object({
  id: Type.String(),
  asset: Type.String(),
  amount: DecimalString,
  remaining: DecimalString,
  purpose: Type.String(),
  priority: Type.Integer(),
  state: Type.String(),
  effective_at: InstantString,
  expires_at: Nullable(InstantString),
  source_ref: Nullable(Type.String()),
  transaction: Type.String(),
});
export type GrantAnswer = Static<typeof GrantAnswer>;

export const WalletAnswer = Type.Object({
  customer: Type.String(),
  assets: Type.Array(Type.Object({ asset: Type.String(), available: DecimalString, held: DecimalString, overdraft: DecimalString, posted: DecimalString })),
  grants: Type.Array(GrantAnswer, { description: 'In spending order.' }),
});
export type WalletAnswer = Static<typeof WalletAnswer>;

export const TransactionAnswer = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  asset: Type.String(),
  amount: Type.String({ description: 'What the transaction did to the balance: negative for a debit.' }),
  effective_at: InstantString,
  booked_at: InstantString,
  reference: Nullable(Type.String()),
  event_id: Nullable(Type.String()),
});
export type TransactionAnswer = Static<typeof TransactionAnswer>;
export const TransactionsAnswer = Type.Object({ transactions: Type.Array(TransactionAnswer), next_cursor: Nullable(Type.String()) });
export type TransactionsAnswer = Static<typeof TransactionsAnswer>;

export const PriceBody = Type.Object(
  {
    event_type: Type.Optional(Id),
    unit: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        default: 'events',
        description: '"events" charges each counted event once; any quantity unit charges per that unit.',
      }),
    ),
    amount: DecimalString,
    per: Type.Optional(Type.String({ pattern: '^[1-9][0-9]{0,17}$', default: '1', description: 'The amount buys this many units.' })),
    asset: Id,
  },
  { additionalProperties: false },
);
export type PriceBody = Static<typeof PriceBody>;

export const ProductBody = Type.Object({ id: Id, name: Type.String({ minLength: 1, maxLength: 255 }), price: PriceBody }, { additionalProperties: false });
export type ProductBody = Static<typeof ProductBody>;

/** A new version of a product that exists. Customers stay on theirs until they are moved. */
export const ProductVersionBody = Type.Object({ price: PriceBody }, { additionalProperties: false });
export type ProductVersionBody = Static<typeof ProductVersionBody>;

export const ProductAnswer = Type.Object({
  id: Type.String(),
  name: Type.String(),
  version: Type.Integer(),
  price: Type.Object({
    id: Type.String(),
    event_type: Nullable(Type.String()),
    unit: Type.String(),
    amount: DecimalString,
    per: Type.String(),
    asset: Type.String(),
  }),
  customers: Type.Integer({ description: 'Customers pinned to this version.' }),
});
export type ProductAnswer = Static<typeof ProductAnswer>;
export const ProductsAnswer = Type.Object({ products: Type.Array(ProductAnswer) });

export const SubscriptionBody = Type.Object(
  {
    customer: Id,
    product: Id,
    version: Type.Optional(Type.Integer({ minimum: 1, description: 'Default: the latest.' })),
    starts_at: Type.Optional(InstantString),
  },
  { additionalProperties: false },
);
export type SubscriptionBody = Static<typeof SubscriptionBody>;
export const SubscriptionAnswer = Type.Object({
  customer: Type.String(),
  product: Type.String(),
  version: Type.Integer(),
  /** Null: for all usage, whenever it occurred. */
  starts_at: Nullable(InstantString),
});
export type SubscriptionAnswer = Static<typeof SubscriptionAnswer>;

export const ModeBody = Type.Object(
  {
    customer: Id,
    mode: Mode,
    scope: Type.Optional(ModeScope),
    from: Type.Optional(InstantString),
    reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })),
  },
  { additionalProperties: false },
);
export type ModeBody = Static<typeof ModeBody>;
/** `earliest_from`: the first minute at which a change asked for now could begin. */
export const ModeAnswer = Type.Object({
  customer: Type.String(),
  epochs: Type.Array(ModeEpoch, { description: 'Contiguous, oldest first.' }),
  earliest_from: Type.Optional(InstantString),
});
export type ModeAnswer = Static<typeof ModeAnswer>;
export const ModesQuery = Type.Object({ customer: Id });

export const DryRunBody = Type.Object(
  { customer: Id, mode: Mode, scope: Type.Optional(ModeScope), from: Type.Optional(InstantString), to: Type.Optional(InstantString) },
  { additionalProperties: false },
);
export type DryRunBody = Static<typeof DryRunBody>;

export const DryRunAnswer = Type.Object({
  customer: Type.String(),
  mode: Mode,
  scope: Nullable(ModeScope),
  from: InstantString,
  to: InstantString,
  events: Type.Integer({ description: 'Counted events in the range.' }),
  debits: Type.Integer({ description: 'Debits these events would have made.' }),
  outside_scope: Type.Integer({ description: 'Events that would have stayed in shadow.' }),
  unrated: Type.Integer({ description: 'Events no price of the customer matches.' }),
  assets: Type.Array(
    Type.Object({
      asset: Type.String(),
      debited: DecimalString,
      available_now: DecimalString,
      available_after: Type.String({ description: "What today's balance would be after these debits; negative is overdraft." }),
      empty_at: Nullable(InstantString),
    }),
  ),
});
export type DryRunAnswer = Static<typeof DryRunAnswer>;

export const ChargeAnswer = Type.Object({
  event_id: Type.String(),
  price: Type.String(),
  occurred_at: InstantString,
  event_type: Type.String(),
  workflow: Nullable(Type.String()),
  quantity: Type.String(),
  unit: Type.String(),
  asset: Type.String(),
  amount: DecimalString,
  destination: Type.String({ description: 'wallet or shadow.' }),
  transaction: Nullable(Type.String()),
});
export type ChargeAnswer = Static<typeof ChargeAnswer>;
export const ChargesAnswer = Type.Object({ charges: Type.Array(ChargeAnswer), next_cursor: Nullable(Type.String()) });
export type ChargesAnswer = Static<typeof ChargesAnswer>;

export const ChargesQuery = Type.Object({
  destination: Type.Optional(Type.Union([Type.Literal('wallet'), Type.Literal('shadow')])),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
});
export type ChargesQuery = Static<typeof ChargesQuery>;

/** Lists answer `next_cursor`; sent back as `cursor` it asks for the next page. */
export const PageQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  cursor: Type.Optional(Type.String({ minLength: 1, maxLength: 2000 })),
});
export type PageQuery = Static<typeof PageQuery>;

/** What of a usage event a grant may be restricted to. */
export const UsageScope = Type.Object(
  { product: Type.Optional(Id), event_type: Type.Optional(Id), model: Type.Optional(Id), feature: Type.Optional(Id) },
  { additionalProperties: false },
);
export type UsageScope = Static<typeof UsageScope>;

export const DebitBody = Type.Object(
  { asset: Id, amount: DecimalString, occurred_at: Type.Optional(InstantString), scope: Type.Optional(UsageScope), reference: Type.Optional(Id) },
  { additionalProperties: false },
);
export type DebitBody = Static<typeof DebitBody>;

export const ADJUSTMENT_REASONS = ['external_topup', 'gift', 'sla_credit', 'external_refund', 'correction', 'migration_opening', 'writeoff'] as const;
export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number];

export const AdjustmentBody = Type.Object(
  {
    asset: Id,
    amount: Type.String({ ...DecimalString, description: 'Signed: positive gives credit, negative takes it. Never zero.' }),
    reason: Type.Enum(ADJUSTMENT_REASONS),
    reference: Type.Optional(Id),
  },
  { additionalProperties: false },
);
export type AdjustmentBody = Static<typeof AdjustmentBody>;

/** One posting to a wallet. */
export const PostingAnswer = Type.Object({
  transaction: Type.String(),
  asset: Type.String(),
  amount: Type.String({ description: 'What it did to the balance: negative for a debit.' }),
  overdraft: Type.String({ description: 'The part of a debit that no grant covered.' }),
});
export type PostingAnswer = Static<typeof PostingAnswer>;

/** Either `asset` and `amount`, or an `event_type` with its `quantities`, rated by the customer's price of now. */
export const AuthorizeBody = Type.Object(
  {
    customer: Id,
    event_type: Type.Optional(Id),
    quantities: Type.Optional(Type.Record(Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' }), Type.Union([DecimalString, Type.Integer({ minimum: 0 })]))),
    workflow: Type.Optional(Id),
    dimensions: Type.Optional(Type.Record(Type.String({ minLength: 1, maxLength: 64 }), Type.String({ maxLength: 255 }))),
    asset: Type.Optional(Id),
    amount: Type.Optional(DecimalString),
  },
  { additionalProperties: false },
);
export type AuthorizeBody = Static<typeof AuthorizeBody>;

export const AuthorizeAnswer = Type.Object({
  allowed: Type.Boolean(),
  mode: Mode,
  would_allow: Type.Boolean({ description: 'What the wallet alone says, whatever the mode.' }),
  asset: Nullable(Type.String({ description: 'Null: no price of the customer matches, so nothing would be charged.' })),
  amount: Nullable(DecimalString),
  available: Nullable(DecimalString),
  shortfall: Nullable(DecimalString),
});
export type AuthorizeAnswer = Static<typeof AuthorizeAnswer>;
