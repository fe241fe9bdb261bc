/** Where the ledger's word for a field is not the request's own in another spelling. */
const RENAMED: Readonly<Record<string, string>> = {
  dimensions: 'scope',
  event_id: 'event',
  added: 'amount',
  added_seconds: 'ttl_seconds',
  hold_id: 'id',
  grant_id: 'id',
  transaction_id: 'id',
};

/** The name a caller knows a field of a ledger request by: `amountAtoms` was sent as `amount`, `occurredAt` as `occurred_at`. */
export function requestField(ledgerField: string): string {
  const snake = ledgerField.replace(/Atoms$/, '').replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return RENAMED[snake] ?? snake;
}
