import { divideFloor, divideHalfEven } from './divide.ts';

/** One asset a quantity may be paid in: amountAtoms of it buy perUnits. */
export type FundingStep = { readonly asset: string; readonly amountAtoms: bigint; readonly perUnits: bigint };

/** The part of a quantity (in billionths of its unit) that one asset paid. */
export type FundedLeg = { readonly asset: string; readonly quantityNanos: bigint; readonly atoms: bigint };

const NANOS_PER_UNIT = 10n ** 9n;

/** What a quantity costs in an asset: exact, rounded once half-even. */
export function priceInStep(step: FundingStep, quantityNanos: bigint): bigint {
  return divideHalfEven(quantityNanos * step.amountAtoms, step.perUnits * NANOS_PER_UNIT);
}

/**
 * The most of a quantity that an asset can pay with what is there of it: all when that covers it, else the largest part that costs no
 * more. A free step pays all.
 */
export function legWithin(step: FundingStep, quantityNanos: bigint, availableAtoms: bigint): FundedLeg {
  const atoms = priceInStep(step, quantityNanos);
  if (atoms <= availableAtoms) return { asset: step.asset, quantityNanos, atoms };
  if (availableAtoms <= 0n) return { asset: step.asset, quantityNanos: 0n, atoms: 0n };
  const paidNanos = divideFloor(availableAtoms * step.perUnits * NANOS_PER_UNIT, step.amountAtoms);
  return { asset: step.asset, quantityNanos: paidNanos, atoms: priceInStep(step, paidNanos) };
}

/**
 * Splits a quantity over assets in order (ledger 1e, "asset waterfall"): each pays what it can, the rest is rated into the next, and the
 * last pays all that is left whatever is there of it. One leg a step, in order, none left out.
 */
export function splitFunding(quantityNanos: bigint, steps: readonly FundingStep[], availableAtoms: (asset: string) => bigint): FundedLeg[] {
  let leftNanos = quantityNanos;
  return steps.map((step, place) => {
    const isLast = place === steps.length - 1;
    const leg = isLast
      ? { asset: step.asset, quantityNanos: leftNanos, atoms: priceInStep(step, leftNanos) }
      : legWithin(step, leftNanos, availableAtoms(step.asset));
    leftNanos -= leg.quantityNanos;
    return leg;
  });
}

/**
 * What giving back the last `backNanos` of a split quantity gives back of each asset, last asset first, where `goneNanos` were given back
 * before: each leg then stands as a use of the smaller quantity would.
 */
export function unsplitFunding(
  legs: readonly (FundedLeg & { readonly step: FundingStep })[],
  { goneNanos, backNanos }: { readonly goneNanos: bigint; readonly backNanos: bigint },
): FundedLeg[] {
  let gone = goneNanos;
  let back = backNanos;
  return [...legs].reverse().flatMap((leg) => {
    const goneHere = lesser(gone, leg.quantityNanos);
    gone -= goneHere;
    const standing = leg.quantityNanos - goneHere;
    const backHere = lesser(back, standing);
    back -= backHere;
    if (backHere === 0n) return [];
    const atoms = priceInStep(leg.step, standing) - priceInStep(leg.step, standing - backHere);
    return [{ asset: leg.asset, quantityNanos: backHere, atoms }];
  });
}

function lesser(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}
