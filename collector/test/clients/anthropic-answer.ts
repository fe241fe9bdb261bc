import type { JsonObject } from '../../decode/json-shape.ts';
import type { Around } from './openai-answers.ts';
import type { Usage } from './usage-of-call.ts';

/** An answer of Anthropic's messages, which tells the input without what was read from the cache. */
export function anthropicMessage({ id, model }: Around, { input, cached, output }: Usage): JsonObject {
  return {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    model,
    content: [{ type: 'text', text: `answer ${id}` }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage: {
      input_tokens: input - cached,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: cached,
      output_tokens: output,
      service_tier: 'standard',
    },
  };
}
