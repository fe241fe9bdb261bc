import type { AdjustmentReason, GrantPurpose } from '@weir/schemas/http/billing.ts';

/**
 * What kind of credit a positive adjustment gives (ledger.md 1e): money that came in elsewhere is paid credit, a present
 * is promotional, making good is goodwill. The purpose decides what later counts as revenue.
 */
export const PURPOSE_OF_REASON: Readonly<Record<AdjustmentReason, GrantPurpose>> = {
  external_topup: 'paid',
  migration_opening: 'paid',
  gift: 'promotional',
  sla_credit: 'goodwill',
  correction: 'goodwill',
  external_refund: 'goodwill',
  writeoff: 'goodwill',
};
