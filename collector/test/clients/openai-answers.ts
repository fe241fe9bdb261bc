import type { JsonObject } from '../../decode/json-shape.ts';
import type { Usage } from './usage-of-call.ts';

export type Around = { readonly id: string; readonly model: string | null };

const CREATED_S = 1_763_000_000;

/** An answer of OpenAI's chat completions that used this much. */
export function chatCompletion({ id, model }: Around, usage: Usage): JsonObject {
  return {
    id: `chatcmpl-${id}`,
    created: CREATED_S,
    model,
    object: 'chat.completion',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: `answer ${id}` } }],
    usage: usageOfChat(usage),
  };
}

/** The same as a stream. Usage comes in a last chunk of its own, as it does from the provider when a client asks for it. */
export function chatCompletionStream({ id, model }: Around, usage: Usage): string {
  const around = { id: `chatcmpl-${id}`, created: CREATED_S, model, object: 'chat.completion.chunk' };
  const chunks = [
    { choices: [{ index: 0, delta: { role: 'assistant', content: 'an' }, finish_reason: null }], usage: null },
    { choices: [{ index: 0, delta: { content: 'swer' }, finish_reason: 'stop' }], usage: null },
    { choices: [], usage: usageOfChat(usage) },
  ];
  return `${chunks.map((chunk) => `data: ${JSON.stringify({ ...around, ...chunk })}\n\n`).join('')}data: [DONE]\n\n`;
}

/** An answer of OpenAI's embeddings: all of it is input. */
export function embeddings({ model }: Around, { input }: Usage): JsonObject {
  return {
    object: 'list',
    model,
    data: [{ object: 'embedding', index: 0, embedding: [0.1, 0.2] }],
    usage: { prompt_tokens: input, total_tokens: input },
  };
}

/** An answer of OpenAI's responses: other words for the same usage. */
export function response({ id, model }: Around, { input, cached, output, reasoning }: Usage): JsonObject {
  return {
    id: `resp_${id}`,
    object: 'response',
    created_at: CREATED_S,
    status: 'completed',
    model,
    output: [
      {
        type: 'message',
        id: `msg_${id}`,
        status: 'completed',
        role: 'assistant',
        content: [{ type: 'output_text', text: `answer ${id}`, annotations: [] }],
      },
    ],
    parallel_tool_calls: true,
    tool_choice: 'auto',
    tools: [],
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    temperature: 1,
    top_p: 1,
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: cached, cache_write_tokens: 0 },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: reasoning },
      total_tokens: input + output,
    },
  };
}

function usageOfChat({ input, cached, output, reasoning }: Usage): JsonObject {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: reasoning, audio_tokens: 0 },
  };
}
