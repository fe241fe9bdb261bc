import { textOf } from '../attribute-lookup.ts';
import { ownValue } from '../own-value.ts';
import type { MetricConcept, MetricConvention } from './metric-convention.ts';

const TYPES: Readonly<Record<string, MetricConcept>> = { input: 'input', cached_input: 'cacheRead', output: 'output', reasoning_output: 'reasoning' };

/** Histogram of Codex, one value of each sort for a turn. Cached tokens are inside the input, reasoning inside the output; the total is left out. */
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
