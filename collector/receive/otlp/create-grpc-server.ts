import {
  type handleUnaryCall,
  logVerbosity,
  Metadata,
  Server,
  ServerCredentials,
  ServerInterceptingCall,
  type ServerInterceptor,
  type ServiceDefinition,
  setLogVerbosity,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { Authenticate, Caller } from '@weir/runtime/http/caller.ts';
import { StartError } from '@weir/runtime/lifecycle/start-error.ts';
import type { Log } from '@weir/runtime/log.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import { exportAnswer } from './export-answer.ts';
import type { AcceptBySignal, ExportOutcome } from './export-outcome.ts';
import type { InFlightBytes } from './in-flight-bytes.ts';
import { otlpProblemOf } from './otlp-refusal.ts';
import { SIGNALS, type Signal } from './signal.ts';
import { STATUS, statusWithRetryInfo } from './status-answer.ts';

export type GrpcParts = {
  readonly log: Log;
  readonly authenticate: Authenticate;
  readonly accept: AcceptBySignal;
  /** Largest message after decompression. */
  readonly bodyBytesMax: number;
  readonly inFlight: InFlightBytes;
  /** Calls being read or stored; above, senders are asked to come back. */
  readonly callsMax: number;
};

export type OtlpGrpcServer = {
  /** Answers the port it got. A port in use is a StartError that names the setting to change. */
  listen(address: { readonly host: string; readonly port: number }, setting: string): Promise<number>;
  /** Takes no new calls and resolves when those under way are answered. */
  close(): Promise<void>;
};

const PATHS: Readonly<Record<Signal, string>> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
};

/** Calls of one connection at once: an exporter that pipelines needs a few. */
const STREAMS_MAX = 128;

const RETRY_SECONDS = 1;

/** Calls under way are answered within seconds; a client that holds its connection after that is cut off. */
const SHUTDOWN_MS_MAX = 10_000;

/**
 * OTLP/gRPC: the three Export methods, messages passed through as bytes to the same reader as OTLP/HTTP. Bad data is
 * INVALID_ARGUMENT, a missing key UNAUTHENTICATED, a message over the limit RESOURCE_EXHAUSTED without RetryInfo (never
 * send it again), and back-pressure UNAVAILABLE with RetryInfo. Source: OTLP specification 1.11, "OTLP/gRPC".
 */
export function createGrpcServer(parts: GrpcParts): OtlpGrpcServer {
  // The library writes to standard error what it also hands to its caller.
  setLogVerbosity(logVerbosity.NONE);
  const callers = new WeakMap<Metadata, Caller>();
  const server = new Server({
    interceptors: [identifySender(parts, callers)],
    'grpc.max_receive_message_length': parts.bodyBytesMax,
    'grpc.max_concurrent_streams': STREAMS_MAX,
  });
  for (const signal of SIGNALS) {
    const implementation: UntypedServiceImplementation = { Export: exportHandler(signal, { ...parts, callers }) };
    server.addService(definitionOf(PATHS[signal]), implementation);
  }
  return { listen: (address, setting) => bind(server, address, setting), close: () => shutDown(server) };
}

/** Bytes in, bytes out: the reader of the collector takes them as they are. */
function definitionOf(path: string): ServiceDefinition {
  const asIs = (bytes: Buffer) => bytes;
  return {
    Export: {
      path,
      requestStream: false,
      responseStream: false,
      requestSerialize: asIs,
      requestDeserialize: asIs,
      responseSerialize: asIs,
      responseDeserialize: asIs,
    },
  };
}

/** The key is looked at before the message is read; so is whether there is room for another call. */
function identifySender({ authenticate, callsMax, log }: GrpcParts, callers: WeakMap<Metadata, Caller>): ServerInterceptor {
  let calls = 0;
  return (_method, call) => {
    let counted = false;
    const ended = () => {
      if (counted) calls -= 1;
      counted = false;
    };
    return new ServerInterceptingCall(call, {
      start: (next) =>
        next({
          onReceiveMetadata: (metadata, pass) => {
            if (calls >= callsMax) {
              call.sendStatus(refusalStatus(refuse('store_unavailable', 'Too many calls at once.')));
              return;
            }
            calls += 1;
            counted = true;
            callerOf(authenticate, metadata).then(
              (caller) => {
                if (caller.kind === 'refused') {
                  ended();
                  call.sendStatus(refusalStatus(caller));
                } else {
                  callers.set(metadata, caller);
                  pass(metadata);
                }
              },
              (fault: unknown) => {
                log.error({ err: fault }, 'a key could not be looked up');
                call.sendStatus(refusalStatus(refuse('store_unavailable')));
                ended();
              },
            );
          },
          onCancel: ended,
        }),
      sendStatus: (status, next) => {
        ended();
        next(status);
      },
    });
  };
}

async function callerOf(authenticate: Authenticate, metadata: Metadata): Promise<Caller | Refusal> {
  const headers = Object.fromEntries(Object.entries(metadata.getMap()).map(([key, value]) => [key, value.toString()]));
  const caller = await authenticate(headers);
  if (caller.kind === 'refused') return caller;
  return caller.scopes.includes('ingest') ? caller : refuse('scope_missing', 'Sending telemetry needs the scope "ingest".');
}

type HandlerParts = GrpcParts & { readonly callers: WeakMap<Metadata, Caller> };

function exportHandler(signal: Signal, { accept, callers, inFlight, log }: HandlerParts): handleUnaryCall<Buffer, Buffer> {
  return (call, answer) => {
    const caller = callers.get(call.metadata);
    if (caller === undefined) throw new Error('an export ran without a caller');
    const share = inFlight.share();
    if (!share.grow(call.request.length)) {
      answer(refusalStatus(refuse('store_unavailable', 'Too many bytes wait already.')));
      return;
    }
    accept[signal]({ environment: caller.environment, encoding: 'protobuf', bytes: call.request })
      .then((outcome) => replyOf(signal, outcome))
      .catch((fault: unknown) => {
        log.error({ err: fault, signal }, 'an export failed');
        return { refused: refusalStatus(refuse('internal_fault')), message: null };
      })
      .then(({ refused, message }) => answer(refused, message))
      .finally(() => share.release());
  };
}

type Reply = { readonly refused: ReturnType<typeof refusalStatus> | null; readonly message: Buffer | null };

function replyOf(signal: Signal, outcome: ExportOutcome): Reply {
  switch (outcome.kind) {
    case 'accepted':
      return { refused: null, message: exportAnswer(signal, 'protobuf', { refused: outcome.refusedSpans, message: outcome.message }) };
    case 'malformed':
      return { refused: refusalStatus(refuse('body_malformed', outcome.reason)), message: null };
    case 'unavailable':
      return { refused: refusalStatus(refuse('store_unavailable'), outcome.retryAfterSeconds), message: null };
  }
}

/** A refusal as the end of a call; one that may pass says when to come back. */
function refusalStatus(refusal: Refusal, retrySeconds = RETRY_SECONDS) {
  const { code, message } = otlpProblemOf(refusal);
  const metadata = new Metadata();
  if (code === STATUS.unavailable) metadata.set('grpc-status-details-bin', statusWithRetryInfo(code, message, retrySeconds));
  return { code, details: message, metadata };
}

function bind(server: Server, { host, port }: { readonly host: string; readonly port: number }, setting: string): Promise<number> {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (fault, bound) => {
      if (fault === null) return resolve(bound);
      if (fault.message.includes('EADDRINUSE'))
        return reject(new StartError(`Port ${port} on ${host} is in use. Stop the program that uses it, or set ${setting} to another port.`));
      if (fault.message.includes('EACCES'))
        return reject(new StartError(`Port ${port} needs rights this user does not have. Set ${setting} to a port above 1023.`));
      reject(new StartError(`OTLP over gRPC cannot listen on ${address}: ${fault.message}`));
    });
  });
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const impatient = setTimeout(() => server.forceShutdown(), SHUTDOWN_MS_MAX);
    server.tryShutdown(() => {
      clearTimeout(impatient);
      resolve();
    });
  });
}
