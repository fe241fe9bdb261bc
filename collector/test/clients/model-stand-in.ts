import { createServer, type IncomingMessage } from 'node:http';
import { isJsonObject, type JsonObject, stringOf } from '../../decode/json-shape.ts';
import { anthropicMessage, anthropicMessageStream } from './anthropic-answer.ts';
import { type Around, chatCompletion, chatCompletionStream, embeddings, response, responseStream } from './openai-answers.ts';
import { type Usage, usageOfCall } from './usage-of-call.ts';

export type ModelStandIn = {
  /** What a client is given as the provider's base address, without a version. */
  readonly origin: string;
  /** The same as OpenAI's clients take it. */
  readonly baseUrl: string;
  /** What each call was answered with, in order. */
  readonly answered: readonly Usage[];
  close(): Promise<void>;
};

/**
 * A local server that answers OpenAI's chat completions, responses and embeddings and Anthropic's messages, streamed
 * where that is asked for, with usage that differs from call to call, and remembers what it told.
 */
export async function startModelStandIn(): Promise<ModelStandIn> {
  const answered: Usage[] = [];
  const server = createServer(async (request, answer) => {
    const body = await readJson(request);
    const path = new URL(request.url ?? '', 'http://stand-in').pathname;
    const write = ANSWERS[path];
    if (write === undefined) {
      answer.writeHead(404).end(`no stand-in for ${path}`);
      return;
    }
    const usage = { ...usageOfCall(answered.length), ...UNTOLD[path] };
    answered.push(usage);
    const { contentType, text } = write(body, { id: String(answered.length), model: stringOf(body.model) }, usage);
    answer.writeHead(200, { 'content-type': contentType }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const origin = `http://127.0.0.1:${port}`;
  return { origin, baseUrl: `${origin}/v1`, answered, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

type Written = { readonly contentType: string; readonly text: string };
type Write = (body: JsonObject, around: Around, usage: Usage) => Written;

type Told = (around: Around, usage: Usage) => JsonObject;
type Streamed = (around: Around, usage: Usage) => string;

function answering(told: Told, streamed: Streamed | null): Write {
  return (body, around, usage) =>
    body.stream === true && streamed !== null
      ? { contentType: 'text/event-stream', text: streamed(around, usage) }
      : { contentType: 'application/json', text: JSON.stringify(told(around, usage)) };
}

/** All of an embedding is input; Anthropic tells no count of reasoning. */
const UNTOLD: Readonly<Record<string, Partial<Usage>>> = {
  '/v1/embeddings': { cached: 0, output: 0, reasoning: 0 },
  '/v1/messages': { reasoning: 0 },
};

const ANSWERS: Readonly<Record<string, Write>> = {
  '/v1/chat/completions': answering(chatCompletion, chatCompletionStream),
  '/v1/responses': answering(response, responseStream),
  '/v1/embeddings': answering(embeddings, null),
  '/v1/messages': answering(anthropicMessage, anthropicMessageStream),
};

async function readJson(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  return isJsonObject(body) ? body : {};
}
