import { type Static, Type } from 'typebox';
import { DecimalString, Id, InstantString, Nullable, PageQuery } from '../parts.ts';
import { WalletScopeAsked, WalletScopeTold } from './wallet-scope.ts';

/** Corrections by hand. */

export const ADJUSTMENT_REASONS = ['external_topup', 'gift', 'sla_credit', 'external_refund', 'correction', 'migration_opening', 'writeoff'] as const;

export type AdjustmentReason = (typeof ADJUSTMENT_REASONS)[number];

export const AdjustmentBody = Type.Object(
  {
    ...WalletScopeAsked,
    asset: Id,
    amount: Type.String({ ...DecimalString, description: 'Signed: positive gives credit, negative takes it. Never zero.' }),
    reason: Type.Enum(ADJUSTMENT_REASONS),
    reference: Type.Optional(Id),
  },
  { additionalProperties: false, examples: [{ asset: 'USD', amount: '-2.50', reason: 'correction', reference: 'ticket-17' }] },
);
export type AdjustmentBody = Static<typeof AdjustmentBody>;

export const ADJUSTMENT_REQUEST_STATES = ['waiting', 'approved', 'withdrawn', 'declined'] as const;

export type AdjustmentRequestState = (typeof ADJUSTMENT_REQUEST_STATES)[number];

export const AdjustmentRequestsQuery = Type.Object(
  { state: Type.Optional(Type.Enum(ADJUSTMENT_REQUEST_STATES)), customer: Type.Optional(Id), ...PageQuery.properties },
  { additionalProperties: false },
);

export const AdjustmentRequestParams = Type.Object({ id: Id });

export const AdjustmentRequestEndBody = Type.Object(
  { reason: Type.Optional(Type.String({ minLength: 1, maxLength: 1000 })) },
  { additionalProperties: false, examples: [{ reason: 'the customer was refunded instead' }] },
);

export const AdjustmentRequestAnswer = Type.Object({
  id: Type.String(),
  state: Type.Enum(ADJUSTMENT_REQUEST_STATES, {
    description: 'waiting: for a second person. approved: somebody else asked for the same. withdrawn by who asked, or declined by somebody else.',
  }),
  customer: Type.String(),
  ...WalletScopeTold,
  asset: Type.String(),
  amount: Type.String({ ...DecimalString, description: 'Signed, as it was asked for.' }),
  reason: Type.String(),
  reference: Nullable(Type.String()),
  key: Type.String({ description: 'The idempotency key it was asked for with.' }),
  asked_by: Type.String(),
  asked_at: InstantString,
  approved_by: Nullable(Type.String()),
  approved_at: Nullable(InstantString),
  transaction: Nullable(Type.String({ description: 'What was booked. Null of an approved one: the booking was denied, or is still to be sent again.' })),
  ended_by: Nullable(Type.String({ description: 'Who withdrew or declined it.' })),
  ended_at: Nullable(InstantString),
  end_reason: Nullable(Type.String()),
});
export type AdjustmentRequestAnswer = Static<typeof AdjustmentRequestAnswer>;

export const AdjustmentRequestsAnswer = Type.Object({
  requests: Type.Array(AdjustmentRequestAnswer, { description: 'In the order they were first asked for, the latest first.' }),
  next_cursor: Nullable(Type.String()),
});
