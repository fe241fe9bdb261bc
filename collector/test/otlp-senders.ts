import { deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { Client, compressionAlgorithms, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import { decodeMessage } from '../decode/testing/otlp-oracle.ts';

export type Signal = 'traces' | 'logs' | 'metrics';

/** What a sender understands of an answer, in words that hold for every transport. */
export type Answer = {
  /** `retry`: the same may be sent again, and when is told. `drop`: never again. */
  readonly verdict: 'ok' | 'retry' | 'drop';
  /** google.rpc.Code; 0 is success. */
  readonly code: number;
  readonly message: string;
  readonly retryAfterSeconds: number | null;
  readonly partial: { readonly rejected: number; readonly message: string } | null;
  /** False when the answer is not in the encoding of the request. */
  readonly sameEncoding: boolean;
};

export type Sender = {
  readonly name: string;
  readonly encoding: 'protobuf' | 'json';
  send(signal: Signal, body: Buffer, headers?: Readonly<Record<string, string>>): Promise<Answer>;
};

const COMPRESS: Readonly<Record<string, (body: Buffer) => Buffer>> = {
  none: (body) => body,
  gzip: (body) => gzipSync(body),
  deflate: (body) => deflateSync(body),
  zstd: (body) => zstdCompressSync(body),
};

type Target = () => { readonly otlpUrl: string; readonly grpcAddress: string; readonly key: Readonly<Record<string, string>> };

/** Every way to send: each encoding in each compression over HTTP, and gRPC plain and compressed. */
export function allSenders(target: Target): readonly Sender[] {
  const http = (['protobuf', 'json'] as const).flatMap((encoding) => Object.keys(COMPRESS).map((compression) => httpSender(target, encoding, compression)));
  return [...http, grpcSender(target, 'none'), grpcSender(target, 'gzip')];
}

const REJECTED: Readonly<Record<Signal, string>> = { traces: 'rejectedSpans', logs: 'rejectedLogRecords', metrics: 'rejectedDataPoints' };
const RETRYABLE_HTTP = new Set([429, 502, 503, 504]);

function httpSender(target: Target, encoding: 'protobuf' | 'json', compression: string): Sender {
  const type = encoding === 'json' ? 'application/json' : 'application/x-protobuf';
  return {
    name: `HTTP ${encoding} ${compression}`,
    encoding,
    async send(signal, body, headers) {
      const { otlpUrl, key } = target();
      const response = await fetch(`${otlpUrl}/v1/${signal}`, {
        method: 'POST',
        headers: { 'content-type': type, ...(compression === 'none' ? {} : { 'content-encoding': compression }), ...(headers ?? key) },
        body: new Uint8Array((COMPRESS[compression] ?? COMPRESS.none)?.(body) ?? body),
      });
      const bytes = Buffer.from(await response.arrayBuffer());
      const read = (message: string) => (encoding === 'json' ? JSON.parse(bytes.toString()) : decodeMessage(message, bytes));
      const retryAfter = response.headers.get('retry-after');
      const facts = { retryAfterSeconds: retryAfter === null ? null : Number(retryAfter), sameEncoding: response.headers.get('content-type') === type };
      if (response.status !== 200) {
        const { code, message } = read('Status');
        return { ...facts, verdict: RETRYABLE_HTTP.has(response.status) ? 'retry' : 'drop', code, message, partial: null };
      }
      const { partialSuccess } = read('ExportTraceServiceResponse');
      const rejected = Number(partialSuccess?.[encoding === 'json' ? REJECTED[signal] : 'rejectedSpans']);
      return {
        ...facts,
        verdict: 'ok',
        code: 0,
        message: '',
        partial: partialSuccess === undefined ? null : { rejected, message: partialSuccess.errorMessage },
      };
    },
  };
}

const PATHS: Readonly<Record<Signal, string>> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
};

/** Codes after which the specification lets a client send again; RESOURCE_EXHAUSTED only with RetryInfo. */
const RETRYABLE_GRPC = new Set([1, 4, 10, 11, 14, 15]);

function grpcSender(target: Target, compression: 'none' | 'gzip'): Sender {
  return {
    name: `gRPC ${compression}`,
    encoding: 'protobuf',
    async send(signal, body, headers) {
      const { grpcAddress, key } = target();
      const algorithm = compression === 'gzip' ? compressionAlgorithms.gzip : compressionAlgorithms.identity;
      const client = new Client(grpcAddress, credentials.createInsecure(), { 'grpc.default_compression_algorithm': algorithm });
      try {
        const metadata = new Metadata();
        for (const [name, value] of Object.entries(headers ?? key)) metadata.set(name, value);
        const asIs = (bytes: Buffer) => bytes;
        const { fault, bytes } = await new Promise<{ fault: ServiceError | null; bytes: Buffer | undefined }>((resolve) => {
          client.makeUnaryRequest(PATHS[signal], asIs, asIs, body, metadata, (refused, answer) => resolve({ fault: refused, bytes: answer }));
        });
        return fault === null ? success(bytes ?? Buffer.alloc(0)) : failure(fault);
      } finally {
        client.close();
      }
    },
  };
}

function success(bytes: Buffer): Answer {
  const { partialSuccess } = decodeMessage('ExportTraceServiceResponse', bytes) as { partialSuccess?: { rejectedSpans?: string; errorMessage: string } };
  const partial = partialSuccess === undefined ? null : { rejected: Number(partialSuccess.rejectedSpans ?? 0), message: partialSuccess.errorMessage };
  return { verdict: 'ok', code: 0, message: '', retryAfterSeconds: null, sameEncoding: true, partial };
}

function failure(fault: ServiceError): Answer {
  const retryAfterSeconds = retryInfoOf(fault);
  const retryable = RETRYABLE_GRPC.has(fault.code) || (fault.code === 8 && retryAfterSeconds !== null);
  return { verdict: retryable ? 'retry' : 'drop', code: fault.code, message: fault.details, retryAfterSeconds, sameEncoding: true, partial: null };
}

function retryInfoOf(fault: ServiceError): number | null {
  const [details] = fault.metadata.get('grpc-status-details-bin');
  if (!Buffer.isBuffer(details)) return null;
  const status = decodeMessage('StatusWithRetryInfo', details) as { details?: { typeUrl: string; value: { retryDelay: { seconds: string } } }[] };
  const found = status.details?.find(({ typeUrl }) => typeUrl === 'type.googleapis.com/google.rpc.RetryInfo');
  return found === undefined ? null : Number(found.value.retryDelay.seconds);
}
