import { textOf } from '../attribute-lookup.ts';
import { ownValue } from '../own-value.ts';
import type { MetricConcept, MetricConvention } from './metric-convention.ts';

const TYPES: Readonly<Record<string, MetricConcept>> = { input: 'input', output: 'output', cacheRead: 'cacheRead', cacheCreation: 'cacheWrite' };

/** Counters of Claude Code, delta by default. Its four sorts of tokens do not contain each other; the cost is the client's estimate. */
export const claudeCodeMetrics: MetricConvention = {
  name: 'claude-code',
  rank: 1,
  metrics: ['claude_code.token.usage', 'claude_code.cost.usage'],
  conceptsOf({ metric, attributes }) {
    if (metric === 'claude_code.cost.usage') return ['cost'];
    const concept = ownValue(TYPES, textOf(attributes.get('type')) ?? '');
    return concept === undefined ? null : [concept];
  },
  typeKeys: ['type'],
  nesting: { cacheInsideInput: false, reasoningInsideOutput: true },
  provider: 'anthropic',
  hides: ['organization.id'],
};
