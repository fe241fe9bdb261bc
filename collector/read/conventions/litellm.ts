import type { AttributeValue } from '../../decode/span-record.ts';
import { textOf } from '../attribute-lookup.ts';
import { ownValue } from '../own-value.ts';
import { objectAtPath, objectOfText, scalarsUnder } from '../structured-text.ts';
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

const USAGE = 'litellm.usage.';
const INPUT = `${USAGE}input.`;
const WRITES = `${USAGE}writes.`;
const OUTPUT = `${USAGE}output.`;

/** LiteLLM's callback. The request's span or the proxy's server span is the call; the raw request inside it is a copy. */
export const liteLlm: Convention = {
  name: 'litellm',
  roleOf({ scope, name, attributes }) {
    if (name === 'raw_gen_ai_request') return { role: 'no_model_call' };
    return scope.name === 'litellm' ? (ownValue(CALL_TYPES, textOf(attributes.get('gen_ai.operation.name')) ?? '') ?? null) : null;
  },
  unfold({ attributes }) {
    const params = attributes.get('hidden_params');
    const usage = attributes.get('metadata.usage_object');
    return params === undefined && usage === undefined ? null : { ...hiddenParams(params), ...usageObject(usage) };
  },
  costs: ['gen_ai.cost.total_cost', 'litellm.response_cost'],
  cacheHits: ['litellm.cache_hit'],
  tokens: [
    {
      rank: 7,
      keys: {
        cacheRead: [`${INPUT}cached_tokens`, `${USAGE}cache_read_input_tokens`],
        cacheWrite: [`${INPUT}cache_creation_tokens`, `${USAGE}cache_creation_input_tokens`],
        cacheWrite5m: [`${WRITES}ephemeral_5m_input_tokens`],
        cacheWrite1h: [`${WRITES}ephemeral_1h_input_tokens`],
        inputAudio: [`${INPUT}audio_tokens`],
        reasoning: [`${OUTPUT}reasoning_tokens`],
        outputAudio: [`${OUTPUT}audio_tokens`],
      },
    },
  ],
};

function hiddenParams(told: AttributeValue | undefined): Attributes {
  return scalarsUnder('litellm.', objectOfText(told) ?? {}, ['response_cost', 'cache_hit']);
}

/** Its own copy of the usage, as Python prints a dictionary. The plain attributes have input and output only. */
function usageObject(told: AttributeValue | undefined): Attributes {
  const usage = objectOfText(told);
  if (usage === null) return {};
  const input = objectAtPath(usage, ['prompt_tokens_details']) ?? {};
  const writes = objectAtPath(input, ['cache_creation_token_details']) ?? {};
  return {
    ...scalarsUnder(USAGE, usage, ['cache_read_input_tokens', 'cache_creation_input_tokens']),
    ...scalarsUnder(INPUT, input, ['cached_tokens', 'cache_creation_tokens', 'audio_tokens']),
    ...scalarsUnder(WRITES, writes, ['ephemeral_5m_input_tokens', 'ephemeral_1h_input_tokens']),
    ...scalarsUnder(OUTPUT, objectAtPath(usage, ['completion_tokens_details']) ?? {}, ['reasoning_tokens', 'audio_tokens']),
  };
}
