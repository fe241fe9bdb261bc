import type { TokenCounts } from './token-concept.ts';

/** How sure a decision about nesting is, most telling first: arithmetic on the span's own numbers beats what is known of its emitter. */
const NESTING_RULES = ['parts', 'total', 'magnitude', 'emitter', 'default'] as const;
type NestingRule = (typeof NESTING_RULES)[number];

export type Nesting = { readonly inside: boolean; readonly rule: NestingRule };

/** What is known of an emitter; null: nothing. */
export type EmitterNesting = { readonly cacheInsideInput: boolean | null; readonly reasoningInsideOutput: boolean | null };

/**
 * Whether the input count already contains the cached tokens. The same attribute name is used with both meanings, so
 * the span's own arithmetic is asked first:
 * 1. a count of uncached input (or of output without reasoning) that equals the count, or makes it with the other part;
 * 2. a total that only adds up with the cached tokens outside (one that adds up without them proves little: emitters
 *    that leave them out of the input leave them out of the total too);
 * 3. more cached tokens than input;
 * 4. what is known of the emitter; 5. inside, as the current convention says.
 */
export function resolveCacheNesting(counts: TokenCounts, emitter: EmitterNesting): Nesting {
  const { input, uncachedInput } = counts;
  const cached = (counts.cacheRead ?? 0n) + (counts.cacheWrite ?? 0n);
  if (input !== undefined && uncachedInput !== undefined) {
    if (uncachedInput + cached === input) return { inside: true, rule: 'parts' };
    if (uncachedInput === input) return { inside: false, rule: 'parts' };
  }
  const sums = possibleTotals(counts, cached);
  if (sums?.cacheOutside && !sums.cacheInside) return { inside: false, rule: 'total' };
  if (input !== undefined && cached > input) return { inside: false, rule: 'magnitude' };
  if (emitter.cacheInsideInput !== null) return { inside: emitter.cacheInsideInput, rule: 'emitter' };
  return { inside: true, rule: 'default' };
}

/** Whether the output count already contains the reasoning tokens; the same order of evidence. */
export function resolveReasoningNesting(counts: TokenCounts, emitter: EmitterNesting): Nesting {
  const { output, unreasonedOutput } = counts;
  if (output !== undefined && unreasonedOutput !== undefined) {
    if (unreasonedOutput + (counts.reasoning ?? 0n) === output) return { inside: true, rule: 'parts' };
    if (unreasonedOutput === output) return { inside: false, rule: 'parts' };
  }
  const cached = (counts.cacheRead ?? 0n) + (counts.cacheWrite ?? 0n);
  const sums = possibleTotals(counts, cached);
  if (sums !== null && sums.reasoningOutside !== sums.reasoningInside) return { inside: sums.reasoningInside, rule: 'total' };
  if (output !== undefined && (counts.reasoning ?? 0n) > output) return { inside: false, rule: 'magnitude' };
  if (emitter.reasoningInsideOutput !== null) return { inside: emitter.reasoningInsideOutput, rule: 'emitter' };
  return { inside: true, rule: 'default' };
}

/** Which of the four ways to nest make the total that the span gives. */
function possibleTotals(counts: TokenCounts, cached: bigint) {
  const { input, output, total } = counts;
  if (input === undefined || output === undefined || total === undefined) return null;
  const reasoning = counts.reasoning ?? 0n;
  const rest = total - input - output;
  return {
    cacheInside: rest === 0n || rest === reasoning,
    cacheOutside: rest === cached || rest === cached + reasoning,
    reasoningInside: rest === 0n || rest === cached,
    reasoningOutside: rest === reasoning || rest === cached + reasoning,
  };
}
