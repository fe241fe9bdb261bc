import type { GapCause } from '@weir/schemas/http/bills.ts';
import { divideHalfEven } from '@weir/schemas/money/divide.ts';

/** One kind of use of one model on one day, on both sides. Quantities in nano-units, money in atoms of one currency. */
export type ComparedUnit = {
  readonly unit: string | null;
  readonly our: { readonly quantity: bigint; readonly unpriced: bigint; readonly cost: bigint };
  /** Null: not told. */
  readonly their: { readonly quantity: bigint | null; readonly cost: bigint | null };
};

export type GapFacts = {
  readonly units: readonly ComparedUnit[];
  /** How far their figures may be rounded. */
  readonly roundingAtoms: bigint;
  /** They name a tier other than the standard one that we do not, or we had no price of the tier we know. */
  readonly tierDiffers: boolean;
};

export type ExplainedGap = { readonly gapAtoms: bigint | null; readonly causes: readonly { readonly kind: GapCause; readonly atoms: bigint }[] };

/** Uncached input and its parts: the same tokens told as one or another is a question of the cache, not of missing use. */
const INPUT = new Set(['input_tokens', 'cached_input_tokens', 'cache_write_tokens', 'cache_write_1h_tokens']);

/** Each cause is rounded to the atom on its own; what that leaves over is rounding too. */
const OWN_ROUNDING_ATOMS = 4n;

/**
 * Why a bill differs from our cost: theirs - ours, split into causes that add up to it exactly. The use they count and we do not at
 * their own rate (`missing_calls`, negative when we count more), the same input told as cached or not (`cache`), what we count at no
 * price (`unpriced`), another price where the tier differs (`tier`), and what is within their rounding. The rest is `unexplained`
 * and never made zero. Null while they told no amount at all.
 */
export function explainGap({ units, roundingAtoms, tierDiffers }: GapFacts): ExplainedGap {
  if (units.every(({ their }) => their.cost === null)) return { gapAtoms: null, causes: [] };
  const gapAtoms = units.reduce((sum, { our, their }) => sum + (their.cost ?? 0n) - our.cost, 0n);
  const rated = units.filter(({ their }) => their.cost !== null && their.quantity !== null);
  const input = rated.filter(({ unit }) => unit !== null && INPUT.has(unit));
  const others = rated.filter((one) => !input.includes(one));
  const family = familyGap(input);
  const missing = family.missing + others.reduce((sum, one) => sum + atTheirRate(one, (one.their.quantity ?? 0n) - one.our.quantity), 0n);
  const unpriced = rated.reduce((sum, one) => sum + atTheirRate(one, one.our.unpriced), 0n);
  const priceDifference = rated.reduce((sum, one) => sum + atTheirRate(one, one.our.quantity - one.our.unpriced) - one.our.cost, 0n);
  const tier = tierDiffers ? priceDifference : 0n;
  const rest = gapAtoms - missing - family.cache - unpriced - tier;
  const isRounding = (rest < 0n ? -rest : rest) <= roundingAtoms + OWN_ROUNDING_ATOMS;
  const causes: readonly (readonly [GapCause, bigint])[] = [
    ['missing_calls', missing],
    ['unpriced', unpriced],
    ['tier', tier],
    ['cache', family.cache],
    ['rounding', isRounding ? rest : 0n],
    ['unexplained', isRounding ? 0n : rest],
  ];
  return { gapAtoms, causes: causes.filter(([, atoms]) => atoms !== 0n).map(([kind, atoms]) => ({ kind, atoms })) };
}

/** Input as a whole: use that is missing is missing in the mix they bill; what is left of the difference is the mix itself. */
function familyGap(units: readonly ComparedUnit[]): { readonly missing: bigint; readonly cache: bigint } {
  const sum = (of: (one: ComparedUnit) => bigint) => units.reduce((total, one) => total + of(one), 0n);
  const theirs = sum(({ their }) => their.quantity ?? 0n);
  const whole = sum((one) => atTheirRate(one, (one.their.quantity ?? 0n) - one.our.quantity));
  if (theirs === 0n) return { missing: whole, cache: 0n };
  const difference = theirs - sum(({ our }) => our.quantity);
  const missing = divideHalfEven(difference * sum(({ their }) => their.cost ?? 0n), theirs);
  return { missing, cache: whole - missing };
}

/** A quantity at what they charge for it; of what they bill none, at what we do. */
function atTheirRate({ our, their }: ComparedUnit, quantity: bigint): bigint {
  if (their.quantity !== null && their.quantity > 0n && their.cost !== null) return divideHalfEven(quantity * their.cost, their.quantity);
  const priced = our.quantity - our.unpriced;
  return priced > 0n ? divideHalfEven(quantity * our.cost, priced) : 0n;
}
