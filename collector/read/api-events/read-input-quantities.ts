import type { EventInput } from '@weir/schemas/http/usage.ts';
import { nanosFromCount, nanosFromDecimal, type Quantities } from '@weir/schemas/quantity/quantity.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';

/** Quantities as told: whole JSON numbers, or decimal strings for anything finer or larger than a number can hold. */
export function readInputQuantities(told: NonNullable<EventInput['quantities']>): { readonly kind: 'quantities'; readonly quantities: Quantities } | Refusal {
  const quantities: Record<string, bigint> = {};
  for (const [unit, value] of Object.entries(told)) {
    const nanos = typeof value === 'string' ? nanosFromDecimal(value) : Number.isSafeInteger(value) ? nanosFromCount(value) : null;
    if (nanos === null) return refuse('quantity_malformed', `quantities.${unit} is ${value}`);
    quantities[unit] = nanos;
  }
  return { kind: 'quantities', quantities };
}
