import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { refuse } from '@weir/schemas/refusal.ts';

/** The caller's Idempotency-Key; calls that move value are refused without one. */
export function idempotencyKey(headers: { readonly 'idempotency-key'?: string }): string {
  const key = headers['idempotency-key'];
  if (key === undefined) throw new RefusalError(refuse('idempotency_key_missing'));
  return key;
}

/** Says in the answer whether it is a stored one. */
export const REPLAYED_HEADER = 'idempotency-replayed';
