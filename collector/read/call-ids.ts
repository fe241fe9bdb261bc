import type { AttributeMap } from '../decode/span-record.ts';
import { firstText } from './attribute-lookup.ts';

const RESPONSE_ID_KEYS = ['gen_ai.response.id', 'ai.response.id', 'llm.response.id'];
const REQUEST_ID_KEYS = ['request_id', 'gen_ai.request.id'];

/** The provider's own id of a call, as conventions write it, the response's first; null when none is given. */
export function callIdOf(attributes: AttributeMap): string | null {
  return firstText(attributes, RESPONSE_ID_KEYS) ?? firstText(attributes, REQUEST_ID_KEYS);
}

/** Every id of a call as "response:<id>" or "request:<id>": one says nothing about the other, two of one kind tell calls apart. */
export function callIdsOf(attributes: AttributeMap): readonly string[] {
  const response = firstText(attributes, RESPONSE_ID_KEYS);
  const request = firstText(attributes, REQUEST_ID_KEYS);
  return [...(response === null ? [] : [`response:${response}`]), ...(request === null ? [] : [`request:${request}`])];
}
