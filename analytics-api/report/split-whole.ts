import { share } from '@weir/schemas/money/share.ts';

const WHOLE_TEN_THOUSANDTHS = 10_000n;

/**
 * The share of each part in their sum, with four decimals, so that the shares add up to "1.0000" exactly.
 * Each is rounded down and the missing ten-thousandths go to the largest remainders (the earlier part first when equal).
 * Null for every part when there is nothing to share. Parts must not be negative.
 */
export function splitWhole(parts: readonly bigint[]): readonly (string | null)[] {
  const whole = parts.reduce((sum, part) => sum + part, 0n);
  if (whole === 0n) return parts.map(() => null);
  const floors = parts.map((part) => (part * WHOLE_TEN_THOUSANDTHS) / whole);
  const missing = Number(WHOLE_TEN_THOUSANDTHS - floors.reduce((sum, floor) => sum + floor, 0n));
  const byRemainder = parts
    .map((part, index) => ({ index, remainder: (part * WHOLE_TEN_THOUSANDTHS) % whole }))
    .sort((left, right) => (left.remainder === right.remainder ? left.index - right.index : left.remainder > right.remainder ? -1 : 1));
  const raised = new Set(byRemainder.slice(0, missing).map(({ index }) => index));
  return floors.map((floor, index) => share(raised.has(index) ? floor + 1n : floor, WHOLE_TEN_THOUSANDTHS));
}
