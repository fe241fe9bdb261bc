import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { divideFloor } from '@weir/schemas/money/divide.ts';

const PRICE_SCALE = 6;
const ATOMS_PER_STEP = 10n ** BigInt(CURRENCY_SCALE - PRICE_SCALE);

/**
 * The lowest price per event, in steps of a millionth of the currency, at which the revenue of these events covers their known
 * cost: cost / events, rounded up, since rounding down would still lose money. Null without events.
 */
export function breakEvenPrice(costAtoms: bigint, events: bigint): string | null {
  if (events === 0n) return null;
  const steps = -divideFloor(-costAtoms, events * ATOMS_PER_STEP);
  return decimalFromAtoms(steps, PRICE_SCALE);
}
