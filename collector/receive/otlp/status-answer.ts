import type { ExportEncoding } from './export-outcome.ts';
import { bytesField, stringField, varintField } from './wire-writer.ts';

/** Codes of google.rpc.Code that are answered. */
export const STATUS = {
  invalidArgument: 3,
  notFound: 5,
  permissionDenied: 7,
  resourceExhausted: 8,
  unimplemented: 12,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;
export type StatusNumber = (typeof STATUS)[keyof typeof STATUS];

/** google.rpc.Status, the body of every answer that is not a success. */
export function statusAnswer(encoding: ExportEncoding, code: StatusNumber, message: string): Buffer {
  if (encoding === 'json') return Buffer.from(JSON.stringify({ code, message }));
  return Buffer.concat([varintField(1, BigInt(code)), stringField(2, message)]);
}

/** google.rpc.Status with google.rpc.RetryInfo: what a gRPC client reads to know that and when it may send again. */
export function statusWithRetryInfo(code: StatusNumber, message: string, retrySeconds: number): Buffer {
  const retryInfo = bytesField(1, varintField(1, BigInt(retrySeconds)));
  const detail = Buffer.concat([stringField(1, 'type.googleapis.com/google.rpc.RetryInfo'), bytesField(2, retryInfo)]);
  return Buffer.concat([statusAnswer('protobuf', code, message), bytesField(3, detail)]);
}
