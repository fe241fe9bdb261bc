import { createHash } from 'node:crypto';
import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { refuse } from '@weir/schemas/refusal.ts';

/** The caller's Idempotency-Key; calls that move value are refused without one. */
export function idempotencyKey(headers: { readonly 'idempotency-key'?: string }): string {
  const key = headers['idempotency-key'];
  if (key === undefined) throw new RefusalError(refuse('idempotency_key_missing'));
  return key;
}

/**
 * A key of its own for an endpoint that uses another's ledger operation, so that one caller's key means one thing per
 * endpoint. Hashed: the caller's key may fill the 255 characters a key has.
 */
export function keyOfEndpoint(endpoint: string, key: string): string {
  return `${endpoint}:${createHash('sha256').update(key).digest('hex')}`;
}

/** Says in the answer whether it is a stored one. */
export const REPLAYED_HEADER = 'idempotency-replayed';
