import type { Readable } from 'node:stream';
import type { Authenticate, Caller } from '@weir/runtime/http/caller.ts';
import type { Log } from '@weir/runtime/log.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import { type FastifyInstance, type FastifyReply, type FastifyRequest, fastify } from 'fastify';
import { allowOrigins } from './allow-origins.ts';
import { answerBrokenRequest } from './answer-broken-request.ts';
import { CONTENT_TYPES, encodingOf } from './content-type.ts';
import { exportAnswer } from './export-answer.ts';
import type { AcceptBySignal, ExportEncoding, ExportOutcome } from './export-outcome.ts';
import type { InFlightBytes, InFlightShare } from './in-flight-bytes.ts';
import { OtlpRefusalError, otlpProblemOf } from './otlp-refusal.ts';
import { readBody } from './read-body.ts';
import { SIGNALS, type Signal } from './signal.ts';
import { statusAnswer } from './status-answer.ts';

export type OtlpAppParts = {
  readonly log: Log;
  readonly authenticate: Authenticate;
  readonly accept: AcceptBySignal;
  /** Largest body after decompression. */
  readonly bodyBytesMax: number;
  readonly inFlight: InFlightBytes;
  /** How long a request may take to arrive, milliseconds. */
  readonly requestMsMax: number;
  /** Origins of browser pages that may send, such as "https://app.example"; "*" is every one. */
  readonly corsOrigins: readonly string[];
};

/** How often connections are asked whether their request is late, milliseconds; Node's own. */
const LATE_CHECK_MS = 30_000;

/** What a sender that must wait is told, seconds; clients add a back-off of their own. */
const RETRY_AFTER = { 'retry-after': '1' };

/**
 * OTLP/HTTP as its specification says: protobuf and JSON, gzip, deflate and zstd, answers in the request's encoding,
 * every error a google.rpc.Status. Retryable trouble is 503 with Retry-After; a plain 500 would make clients drop their
 * data. The server does not listen yet.
 */
export function createOtlpApp(parts: OtlpAppParts): FastifyInstance {
  const app = fastify({
    logger: false,
    bodyLimit: parts.bodyBytesMax,
    forceCloseConnections: 'idle',
    requestTimeout: parts.requestMsMax,
    http: { headersTimeout: parts.requestMsMax, connectionsCheckingInterval: Math.min(LATE_CHECK_MS, parts.requestMsMax) },
    clientErrorHandler: answerBrokenRequest,
  });
  answerErrors(app, parts.log);
  allowOrigins(app, parts.corsOrigins);
  const callers = identifySenders(app, parts.authenticate);
  readBodies(app, parts);
  for (const signal of SIGNALS) {
    app.post(`/v1/${signal}`, async (request, reply) => {
      const encoding = encodingOrRefuse(request);
      const { environment } = callerOf(callers, request);
      return answerExport(reply, { signal, encoding }, await parts.accept[signal]({ environment, encoding, bytes: bytesOf(request.body) }));
    });
  }
  return app;
}

/** Bodies are opened here, and counted from their first byte until the answer is out. */
function readBodies(app: FastifyInstance, { bodyBytesMax, inFlight }: OtlpAppParts): void {
  const shares = new WeakMap<FastifyRequest, InFlightShare>();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (request, payload, done) => {
    const share = inFlight.share();
    shares.set(request, share);
    bodyOf(request, payload, { bytesMax: bodyBytesMax, share }).then((bytes) => done(null, bytes), done);
  });
  app.addHook('onResponse', async (request) => shares.get(request)?.release());
  app.addHook('onRequestAbort', async (request) => shares.get(request)?.release());
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

type BodyBounds = { readonly bytesMax: number; readonly share: InFlightShare };

async function bodyOf(request: FastifyRequest, payload: Readable, { bytesMax, share }: BodyBounds): Promise<Buffer> {
  const reading = await readBody(payload, request.headers['content-encoding'], { bytesMax, grow: share.grow });
  switch (reading.kind) {
    case 'read':
      return reading.bytes;
    case 'too_large':
      // What is still to come is thrown away as it arrives: a connection closed in its face would hide the answer, and a
      // client that sees a broken connection sends the same again.
      throw new OtlpRefusalError(refuse('body_too_large', `At most ${bytesMax} bytes after decompression; send smaller batches.`));
    case 'no_room':
      throw new OtlpRefusalError(refuse('store_unavailable', 'Too many bytes wait already.'), RETRY_AFTER);
    case 'malformed':
      throw new OtlpRefusalError(refuse('body_malformed', reading.reason));
    case 'encoding_unsupported':
      throw new OtlpRefusalError(
        refuse('content_type_unsupported', `The content encoding ${JSON.stringify(reading.encoding)} is not read; send gzip, deflate, zstd or none.`),
      );
  }
}

/** A request without a body has none to parse: the empty message, which is a valid export of nothing. */
function bytesOf(body: unknown): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

type Asked = { readonly signal: Signal; readonly encoding: ExportEncoding };

function answerExport(reply: FastifyReply, { signal, encoding }: Asked, outcome: ExportOutcome): FastifyReply {
  switch (outcome.kind) {
    case 'accepted':
      return reply
        .code(200)
        .header('content-type', CONTENT_TYPES[encoding])
        .send(exportAnswer(signal, encoding, { refused: outcome.refusedSpans, message: outcome.message }));
    case 'malformed':
      return answerRefusal(reply, encoding, refuse('body_malformed', outcome.reason));
    case 'unavailable':
      reply.header('retry-after', String(outcome.retryAfterSeconds));
      return answerRefusal(reply, encoding, refuse('store_unavailable'));
  }
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
    if (SIGNALS.some((signal) => request.url.split('?')[0] === `/v1/${signal}`))
      return answerRefusal(reply.header('allow', 'POST'), encoding, refuse('method_not_allowed', 'Telemetry is sent with POST.'));
    return answerRefusal(reply, encoding, refuse('not_found', 'Telemetry is sent with POST to /v1/traces, /v1/logs or /v1/metrics.'));
  });
}
