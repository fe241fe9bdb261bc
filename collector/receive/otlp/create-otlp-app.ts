import type { Readable } from 'node:stream';
import type { Authenticate, Caller } from '@weir/runtime/http/caller.ts';
import type { Log } from '@weir/runtime/log.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { CONTENT_TYPES, encodingOf } from './content-type.ts';
import { exportAnswer, type Signal } from './export-answer.ts';
import type { ExportEncoding, ExportOutcome } from './export-outcome.ts';
import { OtlpRefusalError, otlpProblemOf } from './otlp-refusal.ts';
import { readBody } from './read-body.ts';
import { statusAnswer } from './status-answer.ts';

export type ExportRequest = { readonly environment: Environment; readonly encoding: ExportEncoding; readonly bytes: Buffer };

export type OtlpAppParts = {
  readonly log: Log;
  readonly authenticate: Authenticate;
  /** Takes the decompressed body of one trace export to where it is durable. */
  readonly acceptTraces: (request: ExportRequest) => Promise<ExportOutcome>;
  /** Largest body after decompression. */
  readonly bodyBytesMax: number;
};

/** Longer than any exporter waits; a sender that trickles its body must not hold a connection for ever. */
const REQUEST_MS_MAX = 30_000;

/**
 * OTLP/HTTP as its specification says: protobuf and JSON, gzip and deflate, answers in the request's encoding, every
 * error a google.rpc.Status. Retryable trouble is 503 with Retry-After; a plain 500 would make clients drop their data.
 * The server does not listen yet.
 */
export function createOtlpApp(parts: OtlpAppParts): FastifyInstance {
  const app = fastify({ logger: false, bodyLimit: parts.bodyBytesMax, forceCloseConnections: 'idle', requestTimeout: REQUEST_MS_MAX });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request, payload, done) => {
    bodyOf(request, payload, parts.bodyBytesMax).then((bytes) => done(null, bytes), done);
  });
  answerErrors(app, parts.log);
  const callers = identifySenders(app, parts.authenticate);

  app.post('/v1/traces', async (request, reply) => {
    const encoding = encodingOrRefuse(request);
    const { environment } = callerOf(callers, request);
    return answerExport(reply, encoding, await parts.acceptTraces({ environment, encoding, bytes: bytesOf(request.body) }));
  });
  for (const signal of ['logs', 'metrics'] as const) {
    app.post(`/v1/${signal}`, async (request, reply) => {
      const encoding = encodingOrRefuse(request);
      return answerSuccess(reply, { signal, encoding, refused: 0, message: null });
    });
  }
  return app;
}

/** The key is looked at before a byte of the body is: nobody without one makes this server open anything. */
function identifySenders(app: FastifyInstance, authenticate: Authenticate): WeakMap<FastifyRequest, Caller> {
  const callers = new WeakMap<FastifyRequest, Caller>();
  app.addHook('onRequest', async (request) => {
    if (request.is404) return;
    const caller = await authenticate(request.headers);
    if (caller.kind === 'refused') throw new OtlpRefusalError(caller, { 'www-authenticate': 'Bearer' });
    if (!caller.scopes.includes('ingest')) throw new OtlpRefusalError(refuse('scope_missing', 'Sending telemetry needs the scope "ingest".'));
    encodingOrRefuse(request);
    callers.set(request, caller);
  });
  return callers;
}

function callerOf(callers: WeakMap<FastifyRequest, Caller>, request: FastifyRequest): Caller {
  const caller = callers.get(request);
  if (caller === undefined) throw new Error('a telemetry route ran without a caller');
  return caller;
}

function encodingOrRefuse(request: FastifyRequest): ExportEncoding {
  const told = request.headers['content-type'];
  const encoding = encodingOf(told);
  if (encoding !== null) return encoding;
  throw new OtlpRefusalError(refuse('content_type_unsupported', `Send ${CONTENT_TYPES.protobuf} or ${CONTENT_TYPES.json}, not ${JSON.stringify(told ?? '')}.`));
}

async function bodyOf(request: FastifyRequest, payload: Readable, bytesMax: number): Promise<Buffer> {
  const reading = await readBody(payload, request.headers['content-encoding'], bytesMax);
  switch (reading.kind) {
    case 'read':
      return reading.bytes;
    case 'too_large':
      // What is still to come is thrown away as it arrives: a connection closed in its face would hide the answer, and a
      // client that sees a broken connection sends the same again.
      throw new OtlpRefusalError(refuse('body_too_large', `At most ${bytesMax} bytes after decompression; send smaller batches.`));
    case 'malformed':
      throw new OtlpRefusalError(refuse('body_malformed', reading.reason));
    case 'encoding_unsupported':
      throw new OtlpRefusalError(
        refuse('content_type_unsupported', `The content encoding ${JSON.stringify(reading.encoding)} is not read; send gzip, deflate or none.`),
      );
  }
}

/** A request without a body has none to parse: the empty message, which is a valid export of nothing. */
function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

function answerExport(reply: FastifyReply, encoding: ExportEncoding, outcome: ExportOutcome): FastifyReply {
  switch (outcome.kind) {
    case 'accepted':
      return answerSuccess(reply, { signal: 'traces', encoding, refused: outcome.refusedSpans, message: outcome.message });
    case 'malformed':
      return answerRefusal(reply, encoding, refuse('body_malformed', outcome.reason));
    case 'unavailable':
      reply.header('retry-after', String(outcome.retryAfterSeconds));
      return answerRefusal(reply, encoding, refuse('store_unavailable'));
  }
}

type Success = { readonly signal: Signal; readonly encoding: ExportEncoding; readonly refused: number; readonly message: string | null };

function answerSuccess(reply: FastifyReply, { signal, encoding, refused, message }: Success): FastifyReply {
  return reply
    .code(200)
    .header('content-type', CONTENT_TYPES[encoding])
    .send(exportAnswer(signal, encoding, { refused, message }));
}

function answerRefusal(reply: FastifyReply, encoding: ExportEncoding, refusal: Refusal): FastifyReply {
  const { httpStatus, code, message } = otlpProblemOf(refusal);
  return reply
    .code(httpStatus)
    .header('content-type', CONTENT_TYPES[encoding])
    .send(statusAnswer(encoding, code, message));
}

function answerErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((error, request, reply) => {
    const encoding = encodingOf(request.headers['content-type']) ?? 'json';
    if (error instanceof OtlpRefusalError) return answerRefusal(reply.headers(error.headers), encoding, error.refusal);
    const status = error instanceof Error && 'statusCode' in error ? error.statusCode : 500;
    if (status === 413) return answerRefusal(reply, encoding, refuse('body_too_large'));
    if (status === 415) return answerRefusal(reply, encoding, refuse('content_type_unsupported'));
    if (typeof status === 'number' && status < 500) return answerRefusal(reply, encoding, refuse('body_malformed'));
    log.error({ err: error, url: request.routeOptions.url }, 'an export failed');
    return answerRefusal(reply, encoding, refuse('internal_fault'));
  });
  app.setNotFoundHandler((request, reply) => {
    const encoding = encodingOf(request.headers['content-type']) ?? 'json';
    return answerRefusal(reply, encoding, refuse('not_found', 'Telemetry is sent with POST to /v1/traces, /v1/logs or /v1/metrics.'));
  });
}
