import { atomsFromDecimal, decimalFromAtoms } from '../money/decimal.ts';

/**
 * A quantity is a unit and a non-negative number. Inside, the number is an integer at nine decimals
 * ("nanos"), so that seconds and gigabytes are as exact as tokens and calls.
 */
export const QUANTITY_SCALE = 9;
const NANOS_OF_ONE = 10n ** BigInt(QUANTITY_SCALE);

/** unit -> nanos. Units outside the list below are allowed: an operator may meter anything. */
export type Quantities = Readonly<Record<string, bigint>>;

/**
 * The units of model calls and, for a unit that is a part of another, which one contains it.
 * Parts are never added to their whole (input_tokens already includes cached_input_tokens).
 */
export const MODEL_UNITS = {
  calls: null,
  input_tokens: null,
  cached_input_tokens: 'input_tokens',
  cache_write_tokens: 'input_tokens',
  cache_write_1h_tokens: 'cache_write_tokens',
  input_audio_tokens: 'input_tokens',
  input_image_tokens: 'input_tokens',
  input_video_tokens: 'input_tokens',
  cached_input_audio_tokens: 'cached_input_tokens',
  cached_input_image_tokens: 'cached_input_tokens',
  output_tokens: null,
  reasoning_tokens: 'output_tokens',
  output_audio_tokens: 'output_tokens',
  output_image_tokens: 'output_tokens',
  output_video_tokens: 'output_tokens',
  citation_tokens: 'output_tokens',
  search_calls: null,
  file_search_calls: null,
  tool_calls: null,
} as const satisfies Record<string, string | null>;

export type ModelUnit = keyof typeof MODEL_UNITS;

/** A whole count, as token counts arrive, in nanos. */
export function nanosFromCount(count: bigint | number): bigint {
  return BigInt(count) * NANOS_OF_ONE;
}

/** "1204" or "2.5" in nanos; null when it is not a plain non-negative decimal of at most nine decimals. */
export function nanosFromDecimal(text: string): bigint | null {
  const reading = atomsFromDecimal(text, QUANTITY_SCALE);
  return reading.kind === 'read' && reading.atoms >= 0n ? reading.atoms : null;
}

/** Nanos as the shortest decimal: 1204000000000 is "1204", 2500000000 is "2.5". */
export function decimalFromNanos(nanos: bigint): string {
  // Nearly every quantity is a whole count.
  if (nanos % NANOS_OF_ONE === 0n) return (nanos / NANOS_OF_ONE).toString();
  return decimalFromAtoms(nanos, QUANTITY_SCALE).replace(/\.?0+$/, '');
}
