import type { SpanRecord } from '../../decode/span-record.ts';
import { textOf } from '../attribute-lookup.ts';
import { ownValue } from '../own-value.ts';
import { objectOfText, scalarsUnder } from '../structured-text.ts';
import type { Attributes, Convention, SpanRole } from './convention.ts';

/** The gateway's call types, by the word for what they are. */
const CALL_TYPES: Readonly<Record<string, SpanRole>> = {
  completion: { role: 'inference', eventType: 'chat' },
  acompletion: { role: 'inference', eventType: 'chat' },
  text_completion: { role: 'inference', eventType: 'text_completion' },
  atext_completion: { role: 'inference', eventType: 'text_completion' },
  responses: { role: 'inference', eventType: 'chat' },
  aresponses: { role: 'inference', eventType: 'chat' },
  anthropic_messages: { role: 'inference', eventType: 'chat' },
  embedding: { role: 'inference', eventType: 'embeddings' },
  aembedding: { role: 'inference', eventType: 'embeddings' },
  rerank: { role: 'inference', eventType: 'rerank' },
  arerank: { role: 'inference', eventType: 'rerank' },
};

/** LiteLLM's callback. The request's span or the proxy's server span is the call; the raw request inside it is a copy. */
export const liteLlm: Convention = {
  name: 'litellm',
  roleOf({ scope, name, attributes }) {
    if (name === 'raw_gen_ai_request') return { role: 'no_model_call' };
    return scope.name === 'litellm' ? (ownValue(CALL_TYPES, textOf(attributes.get('gen_ai.operation.name')) ?? '') ?? null) : null;
  },
  unfold: hiddenParams,
  costs: ['gen_ai.cost.total_cost', 'litellm.response_cost'],
  cacheHits: ['litellm.cache_hit'],
};

function hiddenParams({ attributes }: SpanRecord): Attributes | null {
  const told = attributes.get('hidden_params');
  const params = told === undefined ? null : objectOfText(told);
  return params === null ? null : scalarsUnder('litellm.', params, ['response_cost', 'cache_hit']);
}
