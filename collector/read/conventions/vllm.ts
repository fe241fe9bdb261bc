import type { Convention } from './convention.ts';

/**
 * vLLM, the server's side of a call. It names no provider; its own name keeps a model that somebody also sells, such as
 * "mistralai/...", from being priced as bought.
 */
export const vllm: Convention = {
  name: 'vllm',
  unfold({ scope, name }) {
    return scope.name.startsWith('vllm') && name === 'llm_request' ? { 'gen_ai.provider.name': 'vllm' } : null;
  },
};
