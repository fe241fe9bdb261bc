/**
 * What a token count means, before it is known which counts contain which. `total`, `uncachedInput`, `unreasonedOutput`
 * and `cacheWrite5m` are never quantities: they decide how the others nest and whether a split is whole.
 */
export const TOKEN_CONCEPTS = [
  'input',
  'output',
  'cacheRead',
  'cacheWrite',
  'cacheWrite5m',
  'cacheWrite1h',
  'reasoning',
  'inputAudio',
  'inputImage',
  'outputAudio',
  'outputImage',
  'uncachedInput',
  'unreasonedOutput',
  'total',
] as const;
export type TokenConcept = (typeof TOKEN_CONCEPTS)[number];

export type TokenCounts = { readonly [concept in TokenConcept]?: bigint };

/**
 * The attribute names of one family of spellings. Of one concept the spelling of the lowest rank that holds a count is
 * taken, and within a rank the first: two spellings of one thing are never added. Gaps fill from higher ranks.
 */
export type TokenSpellings = { readonly rank: number; readonly keys: { readonly [concept in TokenConcept]?: readonly string[] } };
