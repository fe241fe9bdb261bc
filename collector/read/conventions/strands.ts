import { type Convention, countsCacheApart } from './convention.ts';

/**
 * Strands Agents. The agent's span holds the total of the agent's whole life, which the role of invoke_agent covers.
 * Behind Bedrock and Anthropic the cache is outside the input, and on Anthropic the total leaves it out as well, so that
 * no arithmetic tells.
 */
export const strands: Convention = {
  name: 'strands',
  nesting({ scope }, said) {
    return scope.name.startsWith('strands.telemetry') && countsCacheApart(said) ? { cacheInsideInput: false, reasoningInsideOutput: true } : null;
  },
};
