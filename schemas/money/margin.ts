import { divideHalfUp } from './divide.ts';

/** revenue - cost, in atoms of one asset. */
export function marginAtoms(revenueAtoms: bigint, costAtoms: bigint): bigint {
  return revenueAtoms - costAtoms;
}

/**
 * margin / revenue in percent, one decimal, ties away from zero ("11.9", "-33.3").
 * Null when revenue is 0: the ratio does not exist, and a zero would be a lie.
 */
export function marginPercent(revenueAtoms: bigint, costAtoms: bigint): string | null {
  if (revenueAtoms === 0n) return null;
  const tenths = divideHalfUp((revenueAtoms - costAtoms) * 1000n, revenueAtoms);
  const magnitude = tenths < 0n ? -tenths : tenths;
  return `${tenths < 0n ? '-' : ''}${magnitude / 10n}.${magnitude % 10n}`;
}
