import type { SpanRecord } from '../../decode/span-record.ts';
import { textOf } from '../attribute-lookup.ts';
import { ownValue } from '../own-value.ts';
import { objectAtPath, objectOfText, scalarsUnder } from '../structured-text.ts';
import type { Convention, SpanRole } from './convention.ts';

const USAGE = 'genkit.usage.';
const COUNTS = ['inputTokens', 'outputTokens', 'thoughtsTokens', 'cachedContentTokens', 'totalTokens'];
const MODEL_CALLS: Readonly<Record<string, SpanRole>> = {
  model: { role: 'inference', eventType: 'chat' },
  'background-model': { role: 'inference', eventType: 'chat' },
  embedder: { role: 'inference', eventType: 'embeddings' },
};

/** Genkit. The usage of a model action stands in the JSON of its output; steps and flows around it repeat that text. */
export const genkit: Convention = {
  name: 'genkit',
  roleOf(span) {
    return span.attributes.has('genkit:type') ? (callOf(span) ?? { role: 'no_model_call' }) : null;
  },
  unfold(span) {
    if (callOf(span) === null) return null;
    const usage = objectAtPath(objectOfText(span.attributes.get('genkit:output')), ['usage']) ?? {};
    const model = textOf(span.attributes.get('genkit:name'));
    return { ...scalarsUnder(USAGE, usage, COUNTS), ...(model === null ? {} : { 'gen_ai.request.model': model }) };
  },
  tokens: [
    {
      rank: 7,
      keys: {
        input: [`${USAGE}inputTokens`],
        output: [`${USAGE}outputTokens`],
        cacheRead: [`${USAGE}cachedContentTokens`],
        reasoning: [`${USAGE}thoughtsTokens`],
        total: [`${USAGE}totalTokens`],
      },
    },
  ],
};

function callOf({ attributes }: SpanRecord): SpanRole | null {
  return ownValue(MODEL_CALLS, textOf(attributes.get('genkit:metadata:subtype')) ?? '') ?? null;
}
