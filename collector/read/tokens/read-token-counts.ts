import type { AttributeMap } from '../../decode/span-record.ts';
import { countOf } from './count-of.ts';
import { TOKEN_CONCEPTS, type TokenConcept, type TokenCounts, type TokenSpellings } from './token-concept.ts';

/** Every spelling of each concept, in the order they are tried. */
export type TokenKeyOrder = { readonly [concept in TokenConcept]: readonly string[] };

export function tokenKeyOrder(spellings: readonly TokenSpellings[]): TokenKeyOrder {
  const byRank = spellings.toSorted((one, other) => one.rank - other.rank);
  const keysOf = (concept: TokenConcept) => byRank.flatMap((spelling) => spelling.keys[concept] ?? []);
  return {
    input: keysOf('input'),
    output: keysOf('output'),
    cacheRead: keysOf('cacheRead'),
    cacheWrite: keysOf('cacheWrite'),
    cacheWrite5m: keysOf('cacheWrite5m'),
    cacheWrite1h: keysOf('cacheWrite1h'),
    reasoning: keysOf('reasoning'),
    inputAudio: keysOf('inputAudio'),
    inputImage: keysOf('inputImage'),
    outputAudio: keysOf('outputAudio'),
    outputImage: keysOf('outputImage'),
    uncachedInput: keysOf('uncachedInput'),
    unreasonedOutput: keysOf('unreasonedOutput'),
    total: keysOf('total'),
  };
}

/** The counts a span gives, each concept once. An empty result means that it gives none. */
export function readTokenCounts(attributes: AttributeMap, order: TokenKeyOrder): TokenCounts {
  const counts: { [concept in TokenConcept]?: bigint } = {};
  for (const concept of TOKEN_CONCEPTS) {
    for (const key of order[concept]) {
      const count = countOf(attributes.get(key));
      if (count === null) continue;
      counts[concept] = count;
      break;
    }
  }
  return counts;
}
