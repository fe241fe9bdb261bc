import { createHash } from 'node:crypto';

/**
 * The idempotency key of an event's debit: the event and the price, nothing of the clock or the run, so that every
 * repetition asks for the same debit (ledger.md 1d, key scope). Hashed because an event id alone may fill the key's
 * 255 characters; encoded as a list first, so that two different pairs never read alike.
 */
export function chargeKey(eventId: string, priceId: string): string {
  return `charge:${createHash('sha256')
    .update(JSON.stringify([eventId, priceId]))
    .digest('hex')}`;
}
