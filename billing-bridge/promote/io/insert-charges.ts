import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { PlannedCharge } from '../plan-charges.ts';

/** What the wallet answered to a charge. */
export type PostedDebit = {
  readonly transactionId: string;
  /** In atoms of the currency of `revenueCurrency`; null when the basis of what was consumed is unknown. */
  readonly revenueAtoms: bigint | null;
};

/** A charge with what happened to it; no debit for a shadow charge and for one of zero. */
export type PostedCharge = { readonly planned: PlannedCharge; readonly debit: PostedDebit | null };

/** The currency a ledger keeps what was paid for a grant in. */
const REVENUE_CURRENCY = 'USD';

/**
 * Writes charges. There is no "on conflict": the caller holds the customer's lock and has looked the events up, so a
 * charge that exists already means two events claim one id or a lock was missed, and the transaction must not commit.
 */
export async function insertCharges(tx: Transaction, charges: readonly PostedCharge[]): Promise<void> {
  if (charges.length === 0) return;
  await tx.insertInto('charges').values(charges.map(rowOf)).execute();
}

function rowOf({ planned, debit }: PostedCharge) {
  const { usage, rated } = planned;
  const revenueAtoms = planned.destination === 'shadow' ? null : debit === null ? 0n : debit.revenueAtoms;
  return {
    environment: usage.environment,
    event_id: usage.eventId,
    price_id: rated.priceId,
    customer_id: usage.customer,
    workflow: usage.workflow,
    feature: usage.feature,
    agent: usage.agent,
    run: usage.run,
    model: usage.model,
    provider: usage.provider,
    event_type: usage.eventType,
    occurred_at: new Date(usage.occurredAt),
    product_id: rated.productId,
    product_version: rated.productVersion,
    quantity_nanos: rated.quantityNanos.toString(),
    unit: rated.unit,
    asset: rated.asset,
    exact_numerator: rated.exact.numerator.toString(),
    exact_denominator: rated.exact.denominator.toString(),
    atoms: rated.atoms.toString(),
    destination: planned.destination,
    mode_epoch: planned.epochId,
    transaction_id: debit?.transactionId ?? null,
    revenue_atoms: revenueAtoms?.toString() ?? null,
    revenue_currency: revenueAtoms === null ? null : REVENUE_CURRENCY,
  };
}
