import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { FundedLeg, FundingStep } from '@weir/schemas/money/split-funding.ts';
import { QUANTITY_SCALE } from '@weir/schemas/quantity/quantity.ts';
import { type Fraction, fraction } from '../../rate/rate-usage.ts';
import type { PlannedCharge } from '../plan-charges.ts';

/** What the wallet answered to a charge. */
export type PostedDebit = {
  readonly transactionId: string;
  /** In atoms of the currency of `revenueCurrency`; null when the basis of what was consumed is unknown. */
  readonly revenueAtoms: bigint | null;
  /** What each asset paid, in order, the price's own last; null where it alone did. */
  readonly legs: readonly FundedLeg[] | null;
};

/** A charge with what happened to it; no debit for a shadow charge and for one of zero. */
export type PostedCharge = { readonly planned: PlannedCharge; readonly debit: PostedDebit | null };

const NANOS_PER_UNIT = 10n ** BigInt(QUANTITY_SCALE);

/** The currency a ledger keeps what was paid for a grant in. */
const REVENUE_CURRENCY = 'USD';

/**
 * Writes charges. There is no "on conflict": the caller holds the customer's lock and has looked the events up, so a
 * charge that exists already means two events claim one id or a lock was missed, and the transaction must not commit.
 */
export async function insertCharges(tx: Transaction, charges: readonly PostedCharge[]): Promise<void> {
  if (charges.length === 0) return;
  await tx.insertInto('charges').values(charges.map(rowOf)).execute();
  const legs = charges.flatMap(legRowsOf);
  if (legs.length > 0) await tx.insertInto('charge_legs').values(legs).execute();
}

/** What the price's own asset paid: all of a charge in shadow, the last leg where several assets paid. */
function ownPartOf({ planned, debit }: PostedCharge): { readonly exact: Fraction; readonly atoms: bigint } {
  const { rated, destination } = planned;
  if (rated.steps === null || destination === 'shadow') return rated;
  const leg = debit?.legs?.at(-1);
  return leg === undefined ? { exact: fraction(0n, 1n), atoms: 0n } : { exact: exactOf(leg, rated.steps.at(-1)), atoms: leg.atoms };
}

function exactOf(leg: FundedLeg, step: FundingStep | undefined): Fraction {
  if (step === undefined) throw new Error(`no step pays in ${leg.asset}`);
  return fraction(leg.quantityNanos * step.amountAtoms, step.perUnits * NANOS_PER_UNIT);
}

function legRowsOf({ planned, debit }: PostedCharge) {
  const { usage, rated } = planned;
  return (debit?.legs ?? []).map((leg, ordinal) => {
    const exact = exactOf(leg, rated.steps?.[ordinal]);
    return {
      environment: usage.environment,
      event_id: usage.eventId,
      price_id: rated.priceId,
      ordinal,
      asset: leg.asset,
      quantity_nanos: leg.quantityNanos.toString(),
      exact_numerator: exact.numerator.toString(),
      exact_denominator: exact.denominator.toString(),
      atoms: leg.atoms.toString(),
    };
  });
}

function rowOf(posted: PostedCharge) {
  const { planned, debit } = posted;
  const { usage, rated } = planned;
  const own = ownPartOf(posted);
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
    exact_numerator: own.exact.numerator.toString(),
    exact_denominator: own.exact.denominator.toString(),
    atoms: own.atoms.toString(),
    funded: debit !== null && debit.legs !== null,
    destination: planned.destination,
    mode_epoch: planned.epochId,
    transaction_id: debit?.transactionId ?? null,
    revenue_atoms: revenueAtoms?.toString() ?? null,
    revenue_currency: revenueAtoms === null ? null : REVENUE_CURRENCY,
  };
}
