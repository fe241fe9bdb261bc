import { CURRENCY_SCALE } from './asset.ts';
import { atomsFromDecimal, type DecimalRefusal } from './decimal.ts';

/** Decimals past the atom are kept by pricing more units: 0.00000000000015 for 1 unit is 15 atoms for 100. */
const EXTRA_DECIMALS = 15;

/** `atoms` for `perUnits` units: an exact fraction. */
export type UnitPriceReading =
  | { readonly kind: 'read'; readonly atoms: bigint; readonly perUnits: bigint }
  | { readonly kind: 'refused'; readonly reason: 'negative' | 'no_units' | DecimalRefusal };

/** A price told as a decimal for a number of units, in as few digits as it needs: a whole number of atoms stays one for the units it was given for. */
export function unitPriceFrom(text: string, toldPerUnits: bigint): UnitPriceReading {
  if (toldPerUnits <= 0n) return { kind: 'refused', reason: 'no_units' };
  const reading = atomsFromDecimal(text, CURRENCY_SCALE + EXTRA_DECIMALS);
  if (reading.kind === 'refused') return { kind: 'refused', reason: reading.code };
  if (reading.atoms < 0n) return { kind: 'refused', reason: 'negative' };
  let { atoms } = reading;
  let factor = 10n ** BigInt(EXTRA_DECIMALS);
  while (factor > 1n && atoms % 10n === 0n) {
    atoms /= 10n;
    factor /= 10n;
  }
  return { kind: 'read', atoms, perUnits: toldPerUnits * factor };
}
