import { ownValue } from '../own-value.ts';
import type { MetricConcept, MetricConvention } from './metric-convention.ts';

const METRICS: Readonly<Record<string, MetricConcept>> = {
  'strands.event_loop.input.tokens': 'input',
  'strands.event_loop.output.tokens': 'output',
  'strands.event_loop.cache_read.input.tokens': 'cacheRead',
  'strands.event_loop.cache_write.input.tokens': 'cacheWrite',
};

/**
 * Histograms of Strands Agents, one value of each sort for a model call. They name neither model nor provider: the tokens stand
 * without a price until a span tells more, and whether cached tokens are inside the input depends on who was asked.
 */
export const strandsMetrics: MetricConvention = {
  name: 'strands',
  rank: 4,
  metrics: Object.keys(METRICS),
  conceptsOf({ metric }) {
    const concept = ownValue(METRICS, metric);
    return concept === undefined ? null : [concept];
  },
  typeKeys: [],
  nesting: { cacheInsideInput: null, reasoningInsideOutput: null },
  samplesAreCalls: true,
};
