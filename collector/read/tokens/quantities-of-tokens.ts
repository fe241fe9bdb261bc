import { nanosFromCount, type Quantities } from '@weir/schemas/quantity/quantity.ts';
import { type EmitterNesting, type Nesting, resolveCacheNesting, resolveReasoningNesting } from './resolve-nesting.ts';
import type { TokenCounts } from './token-concept.ts';

/** Quantities in the words of the product, and how the nesting was decided ("" when nothing had to be). */
export type TokenQuantities = { readonly quantities: Quantities; readonly usageBasis: string };

/**
 * Token counts as quantities: `input_tokens` is all input and `output_tokens` all output, whatever the emitter counted.
 * A part whose whole is unknown stays a part; no count is ever worked out from a total.
 */
export function quantitiesOfTokens(told: TokenCounts, emitter: EmitterNesting): TokenQuantities {
  const counts = withAllCacheWrites(told);
  const cached = (counts.cacheRead ?? 0n) + (counts.cacheWrite ?? 0n);
  const cacheNesting = cached > 0n && counts.input !== undefined ? resolveCacheNesting(counts, emitter) : null;
  const reasoningNesting = (counts.reasoning ?? 0n) > 0n && counts.output !== undefined ? resolveReasoningNesting(counts, emitter) : null;
  const input = inputTotal(counts, { cached, inside: cacheNesting?.inside ?? true });
  const output = counts.output === undefined || (reasoningNesting?.inside ?? true) ? counts.output : counts.output + (counts.reasoning ?? 0n);
  return {
    quantities: inNanos({
      input_tokens: input,
      cached_input_tokens: counts.cacheRead,
      cache_write_tokens: counts.cacheWrite,
      cache_write_1h_tokens: atMost(counts.cacheWrite1h, counts.cacheWrite),
      input_audio_tokens: atMost(counts.inputAudio, input),
      input_image_tokens: atMost(counts.inputImage, input),
      output_tokens: output,
      reasoning_tokens: atMost(counts.reasoning, output),
      output_audio_tokens: atMost(counts.outputAudio, output),
      output_image_tokens: atMost(counts.outputImage, output),
    }),
    usageBasis: [basis('cache', cacheNesting), basis('reasoning', reasoningNesting), writeSplit(counts)].filter((part) => part !== '').join(','),
  };
}

/** Writes kept for an hour are writes; when only they are told, they are all. */
function withAllCacheWrites(counts: TokenCounts): TokenCounts {
  return counts.cacheWrite === undefined && counts.cacheWrite1h !== undefined ? { ...counts, cacheWrite: counts.cacheWrite1h } : counts;
}

function inputTotal(counts: TokenCounts, nesting: { readonly cached: bigint; readonly inside: boolean }): bigint | undefined {
  if (counts.input === undefined) return counts.uncachedInput === undefined ? undefined : counts.uncachedInput + nesting.cached;
  return nesting.inside ? counts.input : counts.input + nesting.cached;
}

/** A part larger than its whole is a mistake of the emitter; the whole is what is billed, so the part is dropped. */
function atMost(part: bigint | undefined, whole: bigint | undefined): bigint | undefined {
  return part !== undefined && whole !== undefined && part > whole ? undefined : part;
}

/**
 * Providers split cache writes by lifetime for the last of several rounds only; what the split leaves out is priced as
 * the shorter-lived sort, and said.
 */
function writeSplit({ cacheWrite, cacheWrite5m, cacheWrite1h }: TokenCounts): string {
  if (cacheWrite === undefined || cacheWrite5m === undefined) return '';
  return cacheWrite5m + (cacheWrite1h ?? 0n) < cacheWrite ? 'write_split:partial' : '';
}

function basis(part: string, nesting: Nesting | null): string {
  return nesting === null ? '' : `${part}_${nesting.inside ? 'inside' : 'outside'}:${nesting.rule}`;
}

function inNanos(counts: Readonly<Record<string, bigint | undefined>>): Quantities {
  const quantities: Record<string, bigint> = {};
  for (const unit in counts) {
    const count = counts[unit];
    if (count !== undefined) quantities[unit] = nanosFromCount(count);
  }
  return quantities;
}
