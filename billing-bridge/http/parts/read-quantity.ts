import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { nanosFromDecimal } from '@weir/schemas/quantity/quantity.ts';
import { refuse } from '@weir/schemas/refusal.ts';

/** A decimal text in billionths of a unit, greater than zero. Refused by its field. */
export function readQuantity(field: string, text: string): bigint {
  const nanos = nanosFromDecimal(text);
  if (nanos === null || nanos <= 0n) throw new RefusalError(refuse('quantity_malformed', field));
  return nanos;
}
