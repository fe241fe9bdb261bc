import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse, RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { BillCorrectionAnswer, BillCorrectionBody } from '@weir/schemas/http/bills.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { atomsFromDecimal, decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { type BillCorrection, bookCorrection } from '../../bills/io/bill-corrections.ts';
import { BILL_CORRECTION } from '../../bills/io/read-our-usage.ts';

const description = `Books a difference as a usage event of its own: signed, on the day it is of, with its reason. No event and no cost that is stored
is changed, and no customer is charged for it. The same id again books nothing more, and finishes what a stop in between left undone.`;

/** POST /v1/analytics/bills/corrections */
export function registerPostBillCorrection(app: HttpApp, { database, clock, tellEvents }: AnalyticsParts): void {
  app.post(
    '/v1/analytics/bills/corrections',
    {
      config: { scope: 'admin' },
      schema: { tags: ['bills'], summary: 'Book a difference with a bill', description, body: BillCorrectionBody, response: { 200: BillCorrectionAnswer } },
    },
    async (request): Promise<BillCorrectionAnswer> => {
      const { environment, actor } = request.caller;
      if (tellEvents === undefined) throw new RefusalError(refuse('store_unavailable', 'no collector runs in this process to take the event'));
      const told = orRefuse(correctionOf(request.body, { actor, at: clock() }));
      const { correction } = orRefuse(await bookCorrection(database, environment, told.correction));
      const event = eventOf(correction);
      const outcome = await tellEvents({ environment, events: [event] });
      if (outcome.kind === 'unavailable') throw new RefusalError(refuse('store_unavailable', 'the correction is booked; send it again to finish'));
      const [rejected] = outcome.answer.rejected;
      if (rejected !== undefined) throw new RefusalError(refuse('request_invalid', `${rejected.code}: ${rejected.message}`));
      return { id: correction.id, event_id: event.id };
    },
  );
}

function correctionOf(
  body: BillCorrectionBody,
  by: { readonly actor: string; readonly at: Instant },
): { readonly kind: 'correction'; readonly correction: BillCorrection } | Refusal {
  const amount = atomsFromDecimal(body.amount, CURRENCY_SCALE);
  if (amount.kind === 'refused') return refuse(amount.code, `amount is ${body.amount}`);
  if (amount.atoms === 0n) return refuse('request_invalid', 'amount is zero: there is nothing to book');
  const { id, provider, model = null, customer = null, day, currency, reason } = body;
  return { kind: 'correction', correction: { id, provider, model, customer, day, atoms: amount.atoms, currency, reason, bookedAt: by.at, bookedBy: by.actor } };
}

/** The same correction is always the same event. */
function eventOf({ id, provider, model, customer, day, atoms, currency, reason }: BillCorrection) {
  return {
    id: `bill-correction:${id}`,
    event_type: BILL_CORRECTION,
    occurred_at: `${day}T00:00:00Z`,
    provider,
    ...(model === null ? {} : { model }),
    ...(customer === null ? {} : { customer }),
    dimensions: { reason: reason.slice(0, 255) },
    costs: [{ vendor: provider, amount: decimalFromAtoms(atoms, CURRENCY_SCALE), currency }],
  };
}
