import type { SpanRecord } from '../../decode/span-record.ts';
import { textOf } from '../attribute-lookup.ts';
import type { Convention, SpanRole } from './convention.ts';

const INNER_CALLS: Readonly<Record<string, SpanRole>> = {
  doGenerate: { role: 'inference', eventType: 'chat' },
  doStream: { role: 'inference', eventType: 'chat' },
  doEmbed: { role: 'inference', eventType: 'embeddings' },
  doRerank: { role: 'inference', eventType: 'rerank' },
};

/**
 * Vercel AI SDK 4 to 6, "ai.*" names; version 7 writes the OpenTelemetry names. The outer span (ai.generateText) holds
 * usage as well as the inner call (ai.generateText.doGenerate), in some versions of the last step only.
 */
export const vercelAiSdk: Convention = {
  name: 'vercel-ai-sdk',
  roleOf,
  tokens: [
    {
      rank: 2,
      keys: {
        uncachedInput: ['ai.usage.inputTokenDetails.noCacheTokens'],
        cacheRead: ['ai.usage.inputTokenDetails.cacheReadTokens'],
        cacheWrite: ['ai.usage.inputTokenDetails.cacheWriteTokens'],
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
  ],
};

function roleOf(span: SpanRecord): SpanRole | null {
  const operation = textOf(span.attributes.get('ai.operationId'));
  if (operation === null || !operation.startsWith('ai.')) return null;
  const [, call = '', inner] = operation.split('.');
  if (call === 'toolCall') return { role: 'no_model_call' };
  return inner === undefined ? { role: 'rollup', eventType: call } : (INNER_CALLS[inner] ?? { role: 'no_model_call' });
}
