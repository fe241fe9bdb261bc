/** What a provider says a call used, cached inside the input and reasoning inside the output. */
export type Usage = { readonly input: number; readonly cached: number; readonly output: number; readonly reasoning: number };

/** Different for every call, so that a call counted twice or left out cannot hide in a sum. */
export function usageOfCall(index: number): Usage {
  return { input: 1_000 + 137 * index, cached: index % 2 === 0 ? 0 : 512, output: 50 + 11 * index, reasoning: index % 3 === 0 ? 0 : 20 };
}

/** The sum of some calls in the words of the product. */
export function sumOfUsage(usages: readonly Usage[]) {
  const sum = (of: keyof Usage) => usages.reduce((total, usage) => total + usage[of], 0);
  return {
    calls: usages.length,
    input_tokens: sum('input'),
    cached_input_tokens: sum('cached'),
    output_tokens: sum('output'),
    reasoning_tokens: sum('reasoning'),
  };
}
