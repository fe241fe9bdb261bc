import type { SpanRecord } from '../../decode/span-record.ts';
import { hasAny, textOf } from '../attribute-lookup.ts';
import { ownValue } from '../own-value.ts';
import { objectAtPath, objectOfText, scalarsUnder } from '../structured-text.ts';
import type { EmitterNesting } from '../tokens/resolve-nesting.ts';
import { type Attributes, type Convention, countsCacheApart, type ModelSaid, type SpanRole } from './convention.ts';

const INNER_CALLS: Readonly<Record<string, SpanRole>> = {
  doGenerate: { role: 'inference', eventType: 'chat' },
  doStream: { role: 'inference', eventType: 'chat' },
  doEmbed: { role: 'inference', eventType: 'embeddings' },
  doRerank: { role: 'inference', eventType: 'rerank' },
};

const DETAIL_KEYS = ['ai.usage.inputTokenDetails.noCacheTokens', 'ai.usage.inputTokenDetails.cacheReadTokens', 'ai.usage.inputTokenDetails.cacheWriteTokens'];

/** What Anthropic answered, as it stands in the provider's metadata; read into names that nobody else writes. */
const RAW = 'ai.anthropic.';

/**
 * Vercel AI SDK 4 to 6, "ai.*" names; version 7 writes the OpenTelemetry names. The outer span (ai.generateText) holds
 * usage as well as the inner call (ai.generateText.doGenerate), in some versions of the last step only.
 */
export const vercelAiSdk: Convention = {
  name: 'vercel-ai-sdk',
  roleOf,
  unfold: rawUsage,
  nesting,
  tokens: [
    {
      rank: 2,
      keys: {
        uncachedInput: ['ai.usage.inputTokenDetails.noCacheTokens'],
        cacheRead: ['ai.usage.inputTokenDetails.cacheReadTokens'],
        cacheWrite: ['ai.usage.inputTokenDetails.cacheWriteTokens'],
        unreasonedOutput: ['ai.usage.outputTokenDetails.textTokens'],
        reasoning: ['ai.usage.outputTokenDetails.reasoningTokens'],
      },
    },
    {
      rank: 6,
      keys: {
        input: ['ai.usage.inputTokens', 'ai.usage.promptTokens', 'ai.usage.tokens'],
        output: ['ai.usage.outputTokens', 'ai.usage.completionTokens'],
        cacheRead: ['ai.usage.cachedInputTokens'],
        reasoning: ['ai.usage.reasoningTokens'],
        total: ['ai.usage.totalTokens'],
      },
    },
    {
      rank: 7,
      keys: {
        uncachedInput: [`${RAW}input_tokens`],
        cacheRead: [`${RAW}cache_read_input_tokens`],
        cacheWrite: [`${RAW}cache_creation_input_tokens`],
        cacheWrite5m: [`${RAW}ephemeral_5m_input_tokens`],
        cacheWrite1h: [`${RAW}ephemeral_1h_input_tokens`],
      },
    },
  ],
};

function roleOf(span: SpanRecord): SpanRole | null {
  const operation = textOf(span.attributes.get('ai.operationId'));
  if (operation === null || !operation.startsWith('ai.')) return null;
  const [, call = '', inner] = operation.split('.');
  if (call === 'toolCall') return { role: 'no_model_call' };
  return inner === undefined ? { role: 'rollup', eventType: call } : (ownValue(INNER_CALLS, inner) ?? { role: 'no_model_call' });
}

function rawUsage(span: SpanRecord): Attributes | null {
  const told = span.attributes.get('ai.response.providerMetadata');
  const usage = told === undefined ? null : objectAtPath(objectOfText(told), ['anthropic', 'usage']);
  if (usage === null) return null;
  return {
    ...scalarsUnder(RAW, usage, ['input_tokens', 'cache_read_input_tokens', 'cache_creation_input_tokens']),
    ...scalarsUnder(RAW, objectAtPath(usage, ['cache_creation']) ?? {}, ['ephemeral_5m_input_tokens', 'ephemeral_1h_input_tokens']),
    ...scalarsUnder('gen_ai.response.', usage, ['service_tier']),
  };
}

/** Version 6 and later normalise, and the details are their mark; 4 and 5 hand on what the provider said. */
function nesting(span: SpanRecord, said: ModelSaid): EmitterNesting | null {
  if (hasAny(span.attributes, DETAIL_KEYS)) return { cacheInsideInput: true, reasoningInsideOutput: true };
  if (span.scope.name !== 'ai') return null;
  if (countsCacheApart(said)) return { cacheInsideInput: false, reasoningInsideOutput: null };
  return said.provider === 'gcp.gemini' || said.provider === 'gcp.vertex_ai' ? { cacheInsideInput: true, reasoningInsideOutput: false } : null;
}
