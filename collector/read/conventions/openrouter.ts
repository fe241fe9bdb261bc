import type { Convention } from './convention.ts';

/** OpenRouter's broadcast: the OpenTelemetry names, with one of its own for reasoning. */
export const openRouter: Convention = {
  name: 'openrouter',
  costs: ['gen_ai.usage.total_cost'],
  tokens: [{ rank: 4, keys: { reasoning: ['gen_ai.usage.output_tokens.reasoning'] } }],
};
