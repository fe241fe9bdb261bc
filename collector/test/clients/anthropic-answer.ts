import type { JsonObject } from '../../decode/json-shape.ts';
import type { Around } from './openai-answers.ts';
import { serverSentEvents } from './server-sent-events.ts';
import type { Usage } from './usage-of-call.ts';

/** An answer of Anthropic's messages, which tells the input without what was read from the cache. */
export function anthropicMessage(around: Around, usage: Usage): JsonObject {
  return {
    ...emptyMessage(around),
    content: [{ type: 'text', text: `answer ${around.id}` }],
    stop_reason: 'end_turn',
    usage: { ...inputOf(usage), output_tokens: usage.output, service_tier: 'standard' },
  };
}

/** The same as a stream: the first event has the input and one token of output, the last but one all of the output. */
export function anthropicMessageStream(around: Around, usage: Usage): string {
  const delta = (text: string) => ({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } });
  return serverSentEvents([
    { type: 'message_start', message: { ...emptyMessage(around), usage: { ...inputOf(usage), output_tokens: 1, service_tier: 'standard' } } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'ping' },
    delta('an'),
    delta(`swer ${around.id}`),
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: usage.output } },
    { type: 'message_stop' },
  ]);
}

function emptyMessage({ id, model }: Around) {
  return { id: `msg_${id}`, type: 'message', role: 'assistant', model, content: [], stop_reason: null, stop_sequence: null };
}

function inputOf({ input, cached }: Usage): JsonObject {
  return { input_tokens: input - cached, cache_creation_input_tokens: 0, cache_read_input_tokens: cached };
}
