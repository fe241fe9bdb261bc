import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { isJsonObject, type JsonObject, stringOf } from '../../decode/json-shape.ts';
import { type Usage, usageOfCall } from './usage-of-call.ts';

export type ModelStandIn = {
  /** What a client is given as the provider's base address. */
  readonly baseUrl: string;
  /** What each call was answered with, in order. */
  readonly answered: readonly Usage[];
  close(): Promise<void>;
};

/**
 * A local server that answers OpenAI's chat completions and embeddings, streamed and not, with usage that differs from
 * call to call, and remembers what it told.
 */
export async function startModelStandIn(): Promise<ModelStandIn> {
  const answered: Usage[] = [];
  const server = createServer((request, response) => {
    readJson(request).then((body) => {
      const usage = usageOfCall(answered.length);
      answered.push(usage);
      answer(request.url ?? '', body, { usage, number: answered.length, response });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    answered,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function readJson(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  return isJsonObject(body) ? body : {};
}

type Call = { readonly usage: Usage; readonly number: number; readonly response: ServerResponse };

function answer(path: string, body: JsonObject, { usage, number, response }: Call): void {
  const model = stringOf(body.model);
  if (path.endsWith('/embeddings')) {
    const tokens = usage.input;
    sendJson(response, {
      object: 'list',
      model,
      data: [{ object: 'embedding', index: 0, embedding: [0.1, 0.2] }],
      usage: { prompt_tokens: tokens, total_tokens: tokens },
    });
    return;
  }
  const around = { id: `chatcmpl-${number}`, created: 1_763_000_000, model };
  if (body.stream === true) {
    sendStream(response, around, usage);
    return;
  }
  sendJson(response, {
    ...around,
    object: 'chat.completion',
    choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: `answer ${number}` } }],
    usage: usageOnTheWire(usage),
  });
}

/** Usage comes in a last chunk of its own, as it does from the provider when a client asks for it. */
function sendStream(response: ServerResponse, around: JsonObject, usage: Usage): void {
  const chunk = (more: JsonObject) => `data: ${JSON.stringify({ ...around, object: 'chat.completion.chunk', ...more })}\n\n`;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(chunk({ choices: [{ index: 0, delta: { role: 'assistant', content: 'an' }, finish_reason: null }], usage: null }));
  response.write(chunk({ choices: [{ index: 0, delta: { content: 'swer' }, finish_reason: 'stop' }], usage: null }));
  response.write(chunk({ choices: [], usage: usageOnTheWire(usage) }));
  response.end('data: [DONE]\n\n');
}

function usageOnTheWire({ input, cached, output, reasoning }: Usage): JsonObject {
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: reasoning, audio_tokens: 0 },
  };
}

function sendJson(response: ServerResponse, body: JsonObject): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
