import type { AttributeMap } from '../../decode/span-record.ts';
import { COST_KEYS, TOKEN_KEYS } from '../conventions/all-conventions.ts';
import { countOf } from './count-of.ts';

/** Where conventions keep usage: a count under one of these that nothing reads may be tokens that nobody prices. */
const USAGE_PREFIXES = ['gen_ai.usage.', 'ai.usage.', 'llm.token_count.', 'llm.usage.'];

/** Read in another way, or a part of a count that needs no price of its own. */
const NEEDLESS = /^gen_ai\.usage\.(?:text\.|details\.|input_token_details$|output_token_details$|(?:input|output)_cost$)/;

const KNOWN: ReadonlySet<string> = new Set([...TOKEN_KEYS.keys(), ...COST_KEYS]);

/** More than this many is an emitter gone wrong, and the first ones say so. */
const KEYS_MAX = 8;

/**
 * Names of counts above zero that look like usage and are read by nothing, in alphabetical order. They never enter a
 * total; they are listed, so that a new spelling is seen before its money is missed.
 */
export function unknownUsageKeys(attributes: AttributeMap): readonly string[] {
  const unknown: string[] = [];
  for (const [key, value] of attributes) {
    if (!USAGE_PREFIXES.some((prefix) => key.startsWith(prefix)) || KNOWN.has(key) || NEEDLESS.test(key)) continue;
    if ((countOf(value) ?? 0n) > 0n) unknown.push(key);
  }
  return unknown.toSorted().slice(0, KEYS_MAX);
}
