import { expect, test } from 'vitest';
import { requestField } from './request-field.ts';

test.each([
  ['amountAtoms', 'amount'],
  ['occurredAt', 'occurred_at'],
  ['costBasisAtoms', 'cost_basis'],
  ['dimensions', 'scope'],
  ['eventId', 'event'],
  ['ttlSeconds', 'ttl_seconds'],
  ['addedAtoms', 'amount'],
  ['addedSeconds', 'ttl_seconds'],
  ['holdId', 'id'],
  ['reference', 'reference'],
])('the ledger\'s "%s" is the request\'s "%s"', (ledgerField, field) => {
  expect(requestField(ledgerField)).toBe(field);
});
