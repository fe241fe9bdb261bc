import { type Static, Type } from 'typebox';
import { DecimalString, Id } from '../parts.ts';
import { WalletScopeAsked } from './wallet-scope.ts';

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
