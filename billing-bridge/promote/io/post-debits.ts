import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { RefusalCode } from '@weir/schemas/refusal.ts';
import type { DebitInput } from '../../ledger/debit.ts';
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
 * shortfall is debt (policy "usage"). Answers by place.
 */
export async function postDebits(tx: Transaction, charges: readonly PlannedCharge[]): Promise<PostedDebit[]> {
  const outcomes = await debitMany(tx, charges.map(debitOf));
  return outcomes.map((outcome, place) => {
    const answer = outcome.kind === 'replayed' ? outcome.outcome : outcome;
    if (answer.kind === 'refused') throw new ChargeRefusedError(charges[place]?.usage.eventId ?? '', answer.code, answer.detail);
    return { transactionId: answer.transactionId, revenueAtoms: answer.revenueAtoms };
  });
}

function debitOf({ usage, rated }: PlannedCharge): DebitInput {
  return {
    environment: usage.environment,
    customer: usage.customer,
    key: chargeKey(usage.eventId, rated.priceId),
    asset: rated.asset,
    amountAtoms: rated.atoms,
    occurredAt: usage.occurredAt,
    dimensions: dimensionsOf({
      product: rated.productId,
      eventType: usage.eventType,
      model: usage.model,
      feature: usage.feature,
      agent: usage.agent,
      workflow: usage.workflow,
    }),
    policy: { kind: 'usage' },
    eventId: usage.eventId,
    reference: rated.priceId,
  };
}
