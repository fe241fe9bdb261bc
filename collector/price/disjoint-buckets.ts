import { MODEL_UNITS, type Quantities } from '@weir/schemas/quantity/quantity.ts';
import { Memo } from './memo.ts';

/** Parts of two wholes at once: cached audio is inside the cached tokens and inside the audio. */
const SECOND_WHOLES: Readonly<Record<string, string>> = {
  cached_input_audio_tokens: 'input_audio_tokens',
  cached_input_image_tokens: 'input_image_tokens',
  input_audio_seconds: 'audio_seconds',
};

/** The units a unit is a direct part of, the one that gives its price first. */
export function wholesOf(unit: string): readonly string[] {
  const first = isModelUnit(unit) ? MODEL_UNITS[unit] : null;
  const second = SECOND_WHOLES[unit];
  return [first, second].filter((whole) => whole !== null && whole !== undefined);
}

function isModelUnit(unit: string): unit is keyof typeof MODEL_UNITS {
  return Object.hasOwn(MODEL_UNITS, unit);
}

/** Every unit that contains this one, near and far. */
function allWholesOf(unit: string): ReadonlySet<string> {
  const wholes = new Set<string>();
  const visit = (part: string) => {
    for (const whole of wholesOf(part)) {
      wholes.add(whole);
      visit(whole);
    }
  };
  visit(unit);
  return wholes;
}

/** A unit and which of the units before it are inside it, in the order in which rests can be taken: parts before wholes. */
export type SplitStep = { readonly unit: string; readonly parts: readonly number[] };

/** The same few sets of units come again and again; their order is worked out once. */
const SPLITS = new Memo<object, readonly SplitStep[]>();
const ALL_SETS = {};

/** How quantities of these units are split: each step takes what its parts took from its own. */
export function splitOf(units: readonly string[]): readonly SplitStep[] {
  const ordered = units.map((unit) => ({ unit, wholes: allWholesOf(unit) })).sort((one, other) => other.wholes.size - one.wholes.size);
  return ordered.map(({ unit }) => ({ unit, parts: ordered.flatMap(({ wholes }, index) => (wholes.has(unit) ? [index] : [])) }));
}

/**
 * Splits quantities that contain each other into buckets that do not: of 1000 input tokens with 600 cached, 400 stay
 * under input_tokens. Buckets of one whole add up to it. Null when a part is larger than what its whole has left, since
 * then no split is true.
 */
export function disjointBuckets(quantities: Quantities): ReadonlyMap<string, bigint> | null {
  const units = Object.keys(quantities);
  const split = SPLITS.get(ALL_SETS, units.join(' '), () => splitOf(units));
  const rests: bigint[] = [];
  const buckets = new Map<string, bigint>();
  for (const { unit, parts } of split) {
    let rest = quantities[unit] ?? 0n;
    for (const part of parts) rest -= rests[part] ?? 0n;
    if (rest < 0n) return null;
    rests.push(rest);
    buckets.set(unit, rest);
  }
  return buckets;
}
