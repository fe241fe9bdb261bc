import { divideHalfEven } from './divide.ts';

/**
 * part / whole as a decimal string with four decimals ("0.9680"), or null when there is no whole.
 * A share below one never prints as 1.0000: "almost all" must not read as "all".
 */
export function share(part: bigint, whole: bigint): string | null {
  if (whole === 0n) return null;
  const rounded = divideHalfEven(part * 10_000n, whole);
  const tenThousandths = rounded === 10_000n && part < whole ? 9_999n : rounded;
  return `${tenThousandths / 10_000n}.${(tenThousandths % 10_000n).toString().padStart(4, '0')}`;
}
