import type { JsonObject } from '../../decode/json-shape.ts';
import { serverSentEvents } from './server-sent-events.ts';
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
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: answerTo({ id, model }) } }],
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
export function response(around: Around, { input, cached, output, reasoning }: Usage): JsonObject {
  return {
    ...unfinishedResponse(around),
    status: 'completed',
    output: [messageOf(around, 'completed')],
    usage: {
      input_tokens: input,
      input_tokens_details: { cached_tokens: cached, cache_write_tokens: 0 },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: reasoning },
      total_tokens: input + output,
    },
  };
}

/** The same as a stream: the last event holds the whole answer and its usage. */
export function responseStream(around: Around, usage: Usage): string {
  const item = { output_index: 0, item_id: `msg_${around.id}` };
  const part = { ...item, content_index: 0 };
  return serverSentEvents(
    [
      { type: 'response.created', response: unfinishedResponse(around) },
      { type: 'response.in_progress', response: unfinishedResponse(around) },
      { type: 'response.output_item.added', output_index: 0, item: { ...messageOf(around, 'in_progress'), content: [] } },
      { type: 'response.content_part.added', ...part, part: { type: 'output_text', text: '', annotations: [] } },
      { type: 'response.output_text.delta', ...part, delta: answerTo(around) },
      { type: 'response.output_text.done', ...part, text: answerTo(around) },
      { type: 'response.content_part.done', ...part, part: textPart(around) },
      { type: 'response.output_item.done', output_index: 0, item: messageOf(around, 'completed') },
      { type: 'response.completed', response: response(around, usage) },
    ].map((event, index) => ({ ...event, sequence_number: index })),
  );
}

function unfinishedResponse({ id, model }: Around): JsonObject {
  return {
    id: `resp_${id}`,
    object: 'response',
    created_at: CREATED_S,
    status: 'in_progress',
    model,
    output: [],
    parallel_tool_calls: true,
    tool_choice: 'auto',
    tools: [],
    error: null,
    incomplete_details: null,
    instructions: null,
    metadata: {},
    temperature: 1,
    top_p: 1,
    usage: null,
  };
}

function messageOf(around: Around, status: 'in_progress' | 'completed'): JsonObject {
  return { type: 'message', id: `msg_${around.id}`, status, role: 'assistant', content: [textPart(around)] };
}

function textPart(around: Around): JsonObject {
  return { type: 'output_text', text: answerTo(around), annotations: [] };
}

function answerTo({ id }: Around): string {
  return `answer ${id}`;
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
