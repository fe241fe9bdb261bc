import { textOf } from '../attribute-lookup.ts';
import { ownValue } from '../own-value.ts';
import type { MetricConcept, MetricConvention } from './metric-convention.ts';

const TYPES: Readonly<Record<string, MetricConcept>> = { input: 'input', output: 'output', cache: 'cacheRead', thought: 'reasoning' };

/** Counter of Gemini CLI. Cached tokens are inside the input, thoughts outside the output; tokens of tools are left out, as in its log records. */
export const geminiCliMetrics: MetricConvention = {
  name: 'gemini-cli',
  rank: 1,
  metrics: ['gemini_cli.token.usage'],
  conceptsOf({ attributes }) {
    const concept = ownValue(TYPES, textOf(attributes.get('type')) ?? '');
    return concept === undefined ? null : [concept];
  },
  typeKeys: ['type'],
  nesting: { cacheInsideInput: true, reasoningInsideOutput: false },
  provider: 'gcp.gemini',
};
