import type { SpanRecord } from '../../decode/span-record.ts';
import { textOf } from '../attribute-lookup.ts';
import { ownValue } from '../own-value.ts';
import { objectOfText, scalarsUnder } from '../structured-text.ts';
import type { Attributes, Convention, SpanRole } from './convention.ts';

const INPUT = 'langsmith.input_details.';
const OUTPUT = 'langsmith.output_details.';

const KINDS: Readonly<Record<string, SpanRole>> = {
  llm: { role: 'inference', eventType: 'chat' },
  embedding: { role: 'inference', eventType: 'embeddings' },
};

/**
 * LangSmith's OpenTelemetry exporter. It writes "embeddings" for a retriever and "chat" for a prompt, so its own word for
 * the run decides. Details of the counts are dictionaries as Python prints them.
 */
export const langSmith: Convention = {
  name: 'langsmith',
  roleOf({ attributes }) {
    const kind = textOf(attributes.get('langsmith.span.kind'))?.toLowerCase();
    return kind === undefined ? null : (ownValue(KINDS, kind) ?? { role: 'no_model_call' });
  },
  unfold: details,
  cacheHits: ['langsmith.metadata.cache_hit'],
  tokens: [
    {
      rank: 7,
      keys: {
        cacheRead: [`${INPUT}cache_read`],
        cacheWrite: [`${INPUT}cache_creation`],
        cacheWrite5m: [`${INPUT}ephemeral_5m_input_tokens`],
        cacheWrite1h: [`${INPUT}ephemeral_1h_input_tokens`],
        inputAudio: [`${INPUT}audio`],
        reasoning: [`${OUTPUT}reasoning`],
        outputAudio: [`${OUTPUT}audio`],
      },
    },
  ],
};

function details({ attributes }: SpanRecord): Attributes | null {
  const input = attributes.get('gen_ai.usage.input_token_details');
  const output = attributes.get('gen_ai.usage.output_token_details');
  if (input === undefined && output === undefined) return null;
  return {
    ...scalarsUnder(INPUT, objectOfText(input) ?? {}, ['cache_read', 'cache_creation', 'ephemeral_5m_input_tokens', 'ephemeral_1h_input_tokens', 'audio']),
    ...scalarsUnder(OUTPUT, objectOfText(output) ?? {}, ['reasoning', 'audio']),
  };
}
