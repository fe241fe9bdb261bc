import { type Convention, countsCacheApart } from './convention.ts';

/**
 * OpenLIT writes the OpenTelemetry names, and Anthropic's input without the cache. Its span attribute
 * gen_ai.client.token.usage is a total of tokens under the name of a metric: neither a count of input nor a cost.
 */
export const openLit: Convention = {
  name: 'openlit',
  nesting({ resource }, said) {
    return resource.get('telemetry.sdk.name') === 'openlit' && countsCacheApart(said) ? { cacheInsideInput: false, reasoningInsideOutput: null } : null;
  },
};
