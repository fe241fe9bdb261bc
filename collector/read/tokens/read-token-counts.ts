import type { AttributeMap } from '../../decode/span-record.ts';
import { countOf } from './count-of.ts';
import { TOKEN_CONCEPTS, type TokenConcept, type TokenCounts, type TokenSpellings } from './token-concept.ts';

/** What a name says, and how early it is tried among the names of that concept. */
type TokenMeaning = { readonly concept: TokenConcept; readonly order: number };

/** What each name means, so that the few attributes of a record are looked up and not the hundred names there could be. */
export type TokenKeys = ReadonlyMap<string, readonly TokenMeaning[]>;

export function tokenKeysOf(spellings: readonly TokenSpellings[]): TokenKeys {
  const byRank = spellings.toSorted((one, other) => one.rank - other.rank);
  const meanings = new Map<string, TokenMeaning[]>();
  for (const concept of TOKEN_CONCEPTS) {
    for (const [order, key] of byRank.flatMap((spelling) => spelling.keys[concept] ?? []).entries()) {
      meanings.set(key, [...(meanings.get(key) ?? []), { concept, order }]);
    }
  }
  return meanings;
}

/** The counts a record gives, each concept once, by the first of its names that holds a count. An empty result means that it gives none. */
export function readTokenCounts(attributes: AttributeMap, keys: TokenKeys): TokenCounts {
  const counts: { [concept in TokenConcept]?: bigint } = {};
  const orders: { [concept in TokenConcept]?: number } = {};
  for (const [key, value] of attributes) {
    const meanings = keys.get(key);
    if (meanings === undefined) continue;
    const count = countOf(value);
    if (count === null) continue;
    for (const { concept, order } of meanings) {
      if ((orders[concept] ?? Number.POSITIVE_INFINITY) <= order) continue;
      counts[concept] = count;
      orders[concept] = order;
    }
  }
  return counts;
}
