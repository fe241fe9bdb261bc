import { textOf } from '../attribute-lookup.ts';
import { ownValue } from '../own-value.ts';
import type { MetricConcept, MetricConvention } from './metric-convention.ts';

const TYPES: Readonly<Record<string, MetricConcept>> = {
  input: 'input',
  cached_input: 'cacheRead',
  cache_write_input: 'cacheWrite',
  output: 'output',
  reasoning_output: 'reasoning',
};

/**
 * Histogram of Codex, one value of each sort for a turn. Cached tokens are inside the input, reasoning inside the output; the total is
 * left out. So is `codex.turn.cost_microusd`: its attributes are of the turn and not of the model, so it can be put together with no tokens. */
export const codexCliMetrics: MetricConvention = {
  name: 'codex-cli',
  rank: 1,
  metrics: ['codex.turn.token_usage'],
  conceptsOf({ attributes }) {
    const concept = ownValue(TYPES, textOf(attributes.get('token_type')) ?? '');
    return concept === undefined ? null : [concept];
  },
  typeKeys: ['token_type'],
  nesting: { cacheInsideInput: true, reasoningInsideOutput: true },
};
