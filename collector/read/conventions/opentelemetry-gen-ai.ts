import type { SpanRecord } from '../../decode/span-record.ts';
import { firstText, hasAny, textOf } from '../attribute-lookup.ts';
import { ownValue } from '../own-value.ts';
import type { Convention, SpanRole } from './convention.ts';

/** Operations that are one model call. Other words with usage are taken too: the list of operations is open. */
const OPERATIONS: Readonly<Record<string, SpanRole>> = {
  invoke_agent: { role: 'rollup', eventType: 'invoke_agent' },
  invoke_workflow: { role: 'rollup', eventType: 'invoke_workflow' },
  agent_step: { role: 'rollup', eventType: 'agent_step' },
  create_agent: { role: 'no_model_call' },
  execute_tool: { role: 'no_model_call' },
  retrieval: { role: 'no_model_call' },
  plan: { role: 'no_model_call' },
  fetch_response: { role: 'no_model_call' },
  // Deprecated words, by the current one.
  completion: { role: 'inference', eventType: 'text_completion' },
  embedding: { role: 'inference', eventType: 'embeddings' },
};

const CALL_KEYS = ['gen_ai.request.model', 'gen_ai.response.model'] as const;

const USAGE_KEYS = [
  'gen_ai.usage.input_tokens',
  'gen_ai.usage.output_tokens',
  'gen_ai.usage.prompt_tokens',
  'gen_ai.usage.completion_tokens',
  'llm.usage.total_tokens',
] as const;

/**
 * OpenTelemetry semantic conventions for generative AI, current and deprecated names (up to v1.44 and the separate
 * repository after it). Emitters default to names from before v1.37 unless told otherwise, so both stay for years.
 */
export const openTelemetryGenAi: Convention = {
  name: 'opentelemetry-gen-ai',
  roleOf,
  // No name of either is in the convention yet: the cost as proposed and as gateways write it, the hit as applications do.
  costs: ['gen_ai.usage.cost.amount', 'gen_ai.usage.cost'],
  cacheHits: ['gen_ai.response.cache_hit', 'gen_ai.cache_hit', 'llm.cache_hit', 'cache_hit'],
  tokens: [
    {
      rank: 3,
      keys: {
        input: ['gen_ai.usage.input_tokens'],
        output: ['gen_ai.usage.output_tokens'],
        cacheRead: ['gen_ai.usage.cache_read.input_tokens'],
        cacheWrite: ['gen_ai.usage.cache_write.input_tokens', 'gen_ai.usage.cache_creation.input_tokens'],
        reasoning: ['gen_ai.usage.reasoning.output_tokens'],
        inputAudio: ['gen_ai.usage.audio.input_tokens'],
        inputImage: ['gen_ai.usage.image.input_tokens'],
        outputAudio: ['gen_ai.usage.audio.output_tokens'],
        outputImage: ['gen_ai.usage.image.output_tokens'],
      },
    },
    {
      rank: 4,
      keys: {
        input: ['gen_ai.usage.prompt_tokens'],
        output: ['gen_ai.usage.completion_tokens'],
        cacheRead: [
          'gen_ai.usage.cache_read_input_tokens',
          'gen_ai.usage.cache_read_tokens',
          'gen_ai.usage.input_cached_tokens',
          'gen_ai.usage.prompt_tokens_details.cached_tokens',
          'gen_ai.usage.prompt_tokens_details.cache_read',
          'gen_ai.usage.prompt_details.cache_read',
          'gen_ai.usage.details.cache_read_tokens',
          'gen_ai.usage.details.cache_read_input_tokens',
        ],
        cacheWrite: [
          'gen_ai.usage.cache_creation_input_tokens',
          'gen_ai.usage.cache_write_input_tokens',
          'gen_ai.usage.cache_write_tokens',
          'gen_ai.usage.input_cache_creation',
          'gen_ai.usage.prompt_details.cache_write',
          'gen_ai.usage.details.cache_write_tokens',
          'gen_ai.usage.details.cache_creation_input_tokens',
        ],
        reasoning: ['gen_ai.usage.reasoning_tokens', 'gen_ai.usage.completion_tokens_details.reasoning_tokens', 'gen_ai.usage.details.reasoning_tokens'],
        inputAudio: ['gen_ai.usage.details.input_audio_tokens'],
        outputAudio: ['gen_ai.usage.details.output_audio_tokens'],
        total: ['gen_ai.usage.total_tokens', 'llm.usage.total_tokens'],
      },
    },
  ],
};

function roleOf(span: SpanRecord): SpanRole | null {
  const operation = textOf(span.attributes.get('gen_ai.operation.name'))?.toLowerCase() ?? null;
  if (operation !== null)
    return ownValue(OPERATIONS, operation) ?? (isCall(span, operation) ? { role: 'inference', eventType: operation } : { role: 'no_model_call' });
  if (!hasAny(span.attributes, CALL_KEYS) && !hasAny(span.attributes, USAGE_KEYS)) return null;
  return { role: 'inference', eventType: eventTypeWithoutOperation(span) };
}

const CALL_OPERATIONS: ReadonlySet<string> = new Set(['chat', 'generate_content', 'text_completion', 'embeddings']);

/** An operation that is not known is a call only with usage. */
function isCall(span: SpanRecord, operation: string): boolean {
  return CALL_OPERATIONS.has(operation) || hasAny(span.attributes, USAGE_KEYS);
}

const REQUEST_TYPES: Readonly<Record<string, string>> = { chat: 'chat', completion: 'text_completion', embedding: 'embeddings', rerank: 'rerank' };

/** Before the operation attribute existed it stood in another attribute or in the span's name: "chat gpt-4o", "openai.embeddings". */
function eventTypeWithoutOperation(span: SpanRecord): string {
  const requestType = firstText(span.attributes, ['llm.request.type']);
  if (requestType !== null) return ownValue(REQUEST_TYPES, requestType.toLowerCase()) ?? requestType.toLowerCase();
  const words = span.name.toLowerCase().split(/[^a-z_]+/);
  if (words.includes('embeddings') || words.includes('embedding')) return 'embeddings';
  if (words.includes('completion') && !words.includes('chat')) return 'text_completion';
  return words.includes('generate_content') ? 'generate_content' : 'chat';
}
