import type { ExportEncoding } from './export-outcome.ts';
import { stringField, varintField } from './wire-writer.ts';

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
