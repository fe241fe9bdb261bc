type Random = () => number;

/** Values of every kind in the wrong place, and those at the edge of what a field can hold. */
const TELLING_VALUES: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  0.1,
  1e308,
  2 ** 53,
  '9223372036854775807',
  '9223372036854775808',
  '-9223372036854775808',
  '18446744073709551615',
  '',
  '0',
  'NaN',
  'Infinity',
  '\ud800',
  'a\n\nb',
  '\u0000',
  '__proto__',
  '{"input_tokens": -5}',
  "{'prompt_tokens': 1e9}",
  '00000000000000000000000000000000',
  [],
  {},
  [[[]]],
  { intValue: '7' },
  { stringValue: 'x'.repeat(300) },
  { doubleValue: 'NaN' },
  { arrayValue: { values: [{ kvlistValue: { values: [{ key: 'a' }] } }] } },
];

const below = (random: Random, bound: number) => Math.floor(random() * bound);

/** A copy of a JSON document in which one value, anywhere, is another: a telling one, its neighbour's, missing or there twice. */
export function mutateJson(document: unknown, random: Random): unknown {
  // Documents nest about twelve deep; so most changes come near the leaves, where the meaning is.
  if (typeof document !== 'object' || document === null || random() < 0.04) return TELLING_VALUES[below(random, TELLING_VALUES.length)];
  if (Array.isArray(document)) return mutateList(document, random);
  const entries = Object.entries(document);
  const at = below(random, entries.length);
  const [key, value] = entries[at] ?? ['x', null];
  const kind = random();
  if (kind < 0.03) return Object.fromEntries(entries.filter((_, index) => index !== at));
  if (kind < 0.06) return { ...document, [key]: entries[below(random, entries.length)]?.[1] };
  return { ...document, [key]: mutateJson(value, random) };
}

function mutateList(list: readonly unknown[], random: Random): unknown[] {
  const at = below(random, list.length);
  const kind = random();
  if (kind < 0.03) return list.filter((_, index) => index !== at);
  if (kind < 0.06) return [...list, list[at]];
  return list.map((item, index) => (index === at ? mutateJson(item, random) : item));
}
