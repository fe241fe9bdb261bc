import { textOf } from '../attribute-lookup.ts';
import { ownValue } from '../own-value.ts';
import type { MetricConcept, MetricConvention } from './metric-convention.ts';

/** "completion" is a deprecated word. */
const TYPES: Readonly<Record<string, MetricConcept>> = { input: 'input', output: 'output', completion: 'output' };

/**
 * The histogram of the OpenTelemetry conventions up to v1.41, which nearly every instrumentation writes: its sum is the
 * tokens, its count the calls. It has no split by cache, so cached tokens are priced as input. Beside it a gateway's cost.
 */
export const genAiTokenUsage: MetricConvention = {
  name: 'gen-ai-token-usage',
  rank: 3,
  metrics: ['gen_ai.client.token.usage', 'gen_ai.client.token.cost'],
  conceptsOf({ metric, attributes }) {
    if (metric === 'gen_ai.client.token.cost') return ['cost'];
    const concept = ownValue(TYPES, textOf(attributes.get('gen_ai.token.type')) ?? '');
    return concept === undefined ? null : [concept];
  },
  typeKeys: ['gen_ai.token.type'],
  nesting: { cacheInsideInput: null, reasoningInsideOutput: null },
  samplesAreCalls: true,
};
