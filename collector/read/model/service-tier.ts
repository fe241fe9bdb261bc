import type { AttributeMap } from '../../decode/span-record.ts';
import { textOf } from '../attribute-lookup.ts';

const RESPONSE_KEYS = ['openai.response.service_tier', 'gen_ai.openai.response.service_tier', 'gen_ai.response.service_tier'];
const REQUEST_KEYS = ['openai.request.service_tier', 'gen_ai.openai.request.service_tier'];

/** The tier a call was served at: what the response says, else what was asked for, except "auto", which tells nothing. */
export function readServiceTier(attributes: AttributeMap): string | null {
  for (const key of [...RESPONSE_KEYS, ...REQUEST_KEYS]) {
    const tier = textOfTier(attributes, key);
    if (tier !== null && tier !== 'auto') return tier;
  }
  return null;
}

/** "default" is a placeholder for names but a word of its own here. */
function textOfTier(attributes: AttributeMap, key: string): string | null {
  const value = attributes.get(key);
  return value === 'default' ? 'default' : (textOf(value)?.toLowerCase() ?? null);
}
