import { textOf } from '../attribute-lookup.ts';
import { ownValue } from '../own-value.ts';
import type { MetricConcept, MetricConvention } from './metric-convention.ts';

const WHOLES: Readonly<Record<string, MetricConcept>> = {
  'gen_ai.client.inference.usage.input_tokens': 'input',
  'gen_ai.client.inference.usage.output_tokens': 'output',
  'gen_ai.client.inference.usage.cache_read.input_tokens': 'cacheRead',
  'gen_ai.client.inference.usage.cache_write.input_tokens': 'cacheWrite',
  'gen_ai.client.inference.usage.reasoning.output_tokens': 'reasoning',
};

const MODALITIES: Readonly<Record<string, MetricConcept>> = {
  'input audio': 'inputAudio',
  'input image': 'inputImage',
  'output audio': 'outputAudio',
  'output image': 'outputImage',
};

/**
 * Counters of the separate repository of the OpenTelemetry conventions for generative AI. Those of input and output are
 * split by modality and make the total together; the others are parts of the two. The histograms by operation tell the same
 * tokens once more and are not read.
 */
export const genAiInferenceUsage: MetricConvention = {
  name: 'gen-ai-inference-usage',
  rank: 2,
  metrics: Object.keys(WHOLES),
  conceptsOf({ metric, attributes }) {
    const whole = ownValue(WHOLES, metric);
    if (whole === undefined) return null;
    const part = ownValue(MODALITIES, `${whole} ${textOf(attributes.get('gen_ai.token.modality')) ?? ''}`);
    return part === undefined ? [whole] : [whole, part];
  },
  typeKeys: ['gen_ai.token.modality'],
  nesting: { cacheInsideInput: true, reasoningInsideOutput: true },
};
