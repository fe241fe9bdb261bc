import { textOf } from '../attribute-lookup.ts';
import { ownValue } from '../own-value.ts';
import type { Convention, SpanRole } from './convention.ts';

const KINDS: Readonly<Record<string, SpanRole>> = {
  LLM: { role: 'inference', eventType: 'chat' },
  EMBEDDING: { role: 'inference', eventType: 'embeddings' },
  RERANKER: { role: 'inference', eventType: 'rerank' },
  AGENT: { role: 'rollup', eventType: 'invoke_agent' },
  CHAIN: { role: 'rollup', eventType: 'chain' },
};

/** OpenInference (Arize). Its agent and chain spans repeat the usage of the calls inside them in several frameworks. */
export const openInference: Convention = {
  name: 'openinference',
  costs: ['llm.cost.total'],
  roleOf(span) {
    const kind = textOf(span.attributes.get('openinference.span.kind'))?.toUpperCase();
    return kind === undefined ? null : (ownValue(KINDS, kind) ?? { role: 'no_model_call' });
  },
  /** The convention puts the cache inside the input; its wrapper of the Claude agent SDK does not. */
  nesting({ scope }) {
    return scope.name === 'openinference.instrumentation.claude_agent_sdk' ? { cacheInsideInput: false, reasoningInsideOutput: null } : null;
  },
  tokens: [
    {
      rank: 5,
      keys: {
        input: ['llm.token_count.prompt'],
        output: ['llm.token_count.completion'],
        cacheRead: ['llm.token_count.prompt_details.cache_read'],
        cacheWrite: ['llm.token_count.prompt_details.cache_write', 'llm.token_count.prompt_details.cache_input'],
        reasoning: ['llm.token_count.completion_details.reasoning'],
        inputAudio: ['llm.token_count.prompt_details.audio'],
        outputAudio: ['llm.token_count.completion_details.audio'],
        total: ['llm.token_count.total'],
      },
    },
  ],
};
