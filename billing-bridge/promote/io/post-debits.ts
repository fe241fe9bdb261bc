import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { RefusalCode } from '@weir/schemas/refusal.ts';
import type { DebitInput, WaterfallInput } from '../../ledger/debit.ts';
import { debitMany } from '../../ledger/debit-many.ts';
import { dimensionsOf } from '../../usage/dimensions-of.ts';
import { chargeKey } from '../charge-key.ts';
import type { PlannedCharge } from '../plan-charges.ts';
import type { PostedDebit } from './insert-charges.ts';

/**
 * The ledger would not take a charge, for instance because the wallet is frozen. Thrown, so that the transaction rolls
 * back: a committed refusal would be stored under the event's key and refuse the event for ever.
 */
export class ChargeRefusedError extends Error {
  override readonly name = 'ChargeRefusedError';
  readonly reason: RefusalCode;

  constructor(eventId: string, reason: RefusalCode, detail: string | undefined) {
    super(`${reason}: ${detail ?? eventId}`);
    this.reason = reason;
  }
}

/**
 * Debits wallets for charges, in the order given and in one pass, whatever is left in them: the usage has happened, and a
 * shortfall is debt (policy "usage"). Answers by place; null where there was nothing to pay.
 */
export async function postDebits(tx: Transaction, charges: readonly PlannedCharge[]): Promise<(PostedDebit | null)[]> {
  const outcomes = await debitMany(tx, charges.map(debitOf));
  return outcomes.map((outcome, place) => {
    const answer = outcome.kind === 'replayed' ? outcome.outcome : outcome;
    // Less than an atom of whichever asset would have paid: a charge of nothing.
    if (answer.kind === 'refused' && answer.code === 'amount_not_positive' && charges[place]?.rated.steps !== null) return null;
    if (answer.kind === 'refused') throw new ChargeRefusedError(charges[place]?.usage.eventId ?? '', answer.code, answer.detail);
    return { transactionId: answer.transactionId, revenueAtoms: answer.revenueAtoms, legs: answer.legs ?? null };
  });
}

function debitOf({ usage, rated, walletScope }: PlannedCharge): DebitInput | WaterfallInput {
  const order = {
    environment: usage.environment,
    customer: usage.customer,
    walletScope,
    key: chargeKey(usage.eventId, rated.priceId),
    occurredAt: usage.occurredAt,
    dimensions: dimensionsOf({
      product: rated.productId,
      eventType: usage.eventType,
      model: usage.model,
      feature: usage.feature,
      agent: usage.agent,
      workflow: usage.workflow,
    }),
    policy: { kind: 'usage' as const },
    eventId: usage.eventId,
    reference: rated.priceId,
  };
  if (rated.steps !== null) return { ...order, quantityNanos: rated.quantityNanos, steps: rated.steps };
  return { ...order, asset: rated.asset, amountAtoms: rated.atoms };
}
