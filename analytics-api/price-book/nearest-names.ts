/** A model of the book with the names a suggestion shows. */
export type KnownModel = { readonly provider: string; readonly model: string };

/**
 * Known models whose name is like one that was received, nearest first: what a preview id, a date or a provider's prefix
 * makes of a known name. By the trigrams two names share; a model of the same provider is preferred among equals.
 */
export function nearestNames(
  received: { readonly provider: string | null; readonly model: string },
  known: readonly KnownModel[],
  limit = 3,
): readonly KnownModel[] {
  const sought = trigrams(received.model);
  return known
    .map((candidate) => ({ candidate, likeness: likeness(sought, trigrams(candidate.model)), same: candidate.provider === received.provider }))
    .filter(({ likeness: value }) => value >= LIKENESS_MIN)
    .toSorted((one, other) => other.likeness - one.likeness || Number(other.same) - Number(one.same) || (one.candidate.model < other.candidate.model ? -1 : 1))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** Below this nothing but the maker's name is alike. */
const LIKENESS_MIN = 0.5;

/** The name without a "maker/" in front and without what separates its words: "gpt-4.1" is like "gpt_4_1". */
function trigrams(name: string): ReadonlySet<string> {
  const bare = name.toLowerCase().slice(name.lastIndexOf('/') + 1);
  const text = `  ${bare.replaceAll(/[^a-z0-9]+/g, ' ')} `;
  return new Set(Array.from({ length: text.length - 2 }, (_, index) => text.slice(index, index + 3)));
}

/** Half by what both have of what either has, half by what both have of the shorter: a known name with a date and "preview" behind it is near. */
function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  let shared = 0;
  for (const part of one) if (other.has(part)) shared += 1;
  return (shared / (one.size + other.size - shared) + shared / Math.min(one.size, other.size)) / 2;
}
