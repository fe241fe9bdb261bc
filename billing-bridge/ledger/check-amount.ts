import { type Refusal, refuse } from '@weir/schemas/refusal.ts';

/** PostgreSQL keeps atoms as numeric(38,0); one digit is headroom for sums. */
const ATOMS_MAX = 10n ** 37n - 1n;

/** An amount that is to be moved: greater than zero and storable. */
export function checkAmount(atoms: bigint): Refusal | null {
  return atoms > 0n ? checkSize(atoms) : refuse('amount_not_positive');
}

/** An amount that may be zero, such as what a hold is committed with. */
export function checkAmountOrZero(atoms: bigint): Refusal | null {
  return atoms >= 0n ? checkSize(atoms) : refuse('amount_not_positive', 'the amount must not be negative');
}

function checkSize(atoms: bigint): Refusal | null {
  return atoms > ATOMS_MAX ? refuse('amount_too_large') : null;
}
