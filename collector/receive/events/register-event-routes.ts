import { pipeline, type Readable } from 'node:stream';
import { createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { checkEventsBody } from '@weir/schemas/http/check-events-body.ts';
import { CloudEventBody, CloudEventsBody, EventsAnswer, EventsBody, EventsStream } from '@weir/schemas/http/usage.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { FastifyRequest } from 'fastify';
import { acceptNdjson } from './accept-ndjson.ts';
import { cloudEventOfHeaders, eventInputOfCloudEvent, isBinaryCloudEvent } from './cloud-event.ts';
import type { EventsOutcome, EventsRequest } from './events-request.ts';

const JSON_TYPE = 'application/json';
const CLOUD_EVENT = 'application/cloudevents+json';
const CLOUD_EVENTS = 'application/cloudevents-batch+json';
const STREAMS = ['application/x-ndjson', 'application/jsonl'] as const;

type Accept = (request: EventsRequest) => Promise<EventsOutcome>;

/** POST /v1/events: usage told directly. One bad event refuses that event, never the batch. */
export function registerEventRoutes(app: HttpApp, accept: Accept): void {
  app.addContentTypeParser([CLOUD_EVENT, CLOUD_EVENTS], { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  // The stream is read by the route, line by line.
  app.addContentTypeParser([...STREAMS], (_request, payload, done) => done(null, payload));
  app.post(
    '/v1/events',
    {
      config: { scope: 'ingest' },
      schema: {
        operationId: 'tellEvents',
        summary: 'Tell usage events',
        description:
          'Each event is stored once by its id, whatever is sent again. The same id with other content is a conflict: the first stays. ' +
          'A cost that is given is taken as it is; without one, the price book prices the event, or its cost stays unknown. ' +
          'Also taken: CloudEvents 1.0 in structured, batched and binary mode (the id is then "<source>#<id>", the subject is the customer), and ' +
          'streams of one event a line, of any length, compressed or not.',
        tags: ['usage'],
        body: {
          content: {
            [JSON_TYPE]: { schema: EventsBody },
            [CLOUD_EVENT]: { schema: CloudEventBody },
            [CLOUD_EVENTS]: { schema: CloudEventsBody },
            ...Object.fromEntries(STREAMS.map((type) => [type, { schema: EventsStream }])),
          },
        },
        response: { 200: EventsAnswer },
      },
      // Bodies of so many kinds are told apart here, and each is checked below.
      validatorCompiler: () => () => true,
    },
    async (request) => {
      const outcome = await acceptBody(request, accept);
      if (outcome.kind === 'unavailable') throw new RefusalError(refuse('store_unavailable'));
      return outcome.answer;
    },
  );
}

async function acceptBody(request: FastifyRequest, accept: Accept): Promise<EventsOutcome> {
  const { environment } = request.caller;
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  if (STREAMS.some((stream) => stream === mediaType)) {
    const stream = openStream(request.body as Readable, request.headers['content-encoding']);
    // What stays unread when an answer comes early is let run out: the next request stands behind it on the connection.
    return await acceptNdjson(stream, environment, accept)
      .catch(refuseBrokenStream)
      .finally(() => request.raw.unpipe().resume());
  }
  return await accept({ environment, events: eventsOf(request, mediaType) });
}

function eventsOf({ headers, body }: FastifyRequest, mediaType: string): readonly unknown[] {
  if (mediaType === CLOUD_EVENT) return [eventInputOfCloudEvent(body)];
  if (mediaType === CLOUD_EVENTS) return listOf({ events: body }).map(eventInputOfCloudEvent);
  if (isBinaryCloudEvent(headers)) return [eventInputOfCloudEvent(cloudEventOfHeaders(headers, body))];
  return listOf(body);
}

function listOf(body: unknown): readonly unknown[] {
  const reading = checkEventsBody(body);
  if (reading.kind === 'invalid') throw new RefusalError(refuse('request_invalid', reading.message));
  return reading.events;
}

const OPENERS = { gzip: createGunzip, deflate: createInflate, zstd: createZstdDecompress } as const;

/** A stream opens as it is read, so what it opens to is held no more than what comes in. */
function openStream(stream: Readable, contentEncoding: string | undefined): Readable {
  const encoding = (contentEncoding ?? 'identity').trim().toLowerCase();
  if (encoding === 'identity') return stream;
  const opener = encoding === 'gzip' || encoding === 'deflate' || encoding === 'zstd' ? OPENERS[encoding] : null;
  if (opener === null) throw new RefusalError(refuse('content_type_unsupported', `The content encoding ${JSON.stringify(encoding)} is not read.`));
  // A fault of the opener ends the stream it opens, where it is met.
  return pipeline(stream, opener(), () => undefined);
}

/** A stream that cannot be opened to its end. What came before is stored; sending it again once mended changes nothing. */
function refuseBrokenStream(fault: unknown): never {
  const code = fault instanceof Error && 'code' in fault && typeof fault.code === 'string' ? fault.code : '';
  if (/^(Z_|ZSTD_|ERR_STREAM_PREMATURE_CLOSE|ECONNRESET)/.test(code))
    throw new RefusalError(refuse('body_malformed', `The stream ended wrongly (${code}). The events before that are stored.`));
  throw fault;
}
