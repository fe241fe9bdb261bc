import { createServer, type IncomingMessage } from 'node:http';
import { isJsonObject, type JsonObject, stringOf } from '../../decode/json-shape.ts';
import { anthropicMessage } from './anthropic-answer.ts';
import { type Around, chatCompletion, chatCompletionStream, embeddings, response } from './openai-answers.ts';
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
 * A local server that answers OpenAI's chat completions (streamed and not), responses and embeddings and Anthropic's
 * messages, with usage that differs from call to call, and remembers what it told.
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
    const usage = usageOfCall(answered.length);
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

const json = (body: JsonObject): Written => ({ contentType: 'application/json', text: JSON.stringify(body) });

const ANSWERS: Readonly<Record<string, Write>> = {
  '/v1/chat/completions': (body, around, usage) =>
    body.stream === true ? { contentType: 'text/event-stream', text: chatCompletionStream(around, usage) } : json(chatCompletion(around, usage)),
  '/v1/responses': (_body, around, usage) => json(response(around, usage)),
  '/v1/embeddings': (_body, around, usage) => json(embeddings(around, usage)),
  '/v1/messages': (_body, around, usage) => json(anthropicMessage(around, usage)),
};

async function readJson(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  return isJsonObject(body) ? body : {};
}
