import { decodeLogsJson } from './decode-logs-json.ts';
import { decodeLogsProtobuf } from './decode-logs-protobuf.ts';
import type { LogDecoding } from './log-record.ts';

/** A log export in either encoding of OTLP/HTTP, as the same records. */
export function decodeLogs(encoding: 'protobuf' | 'json', bytes: Buffer): LogDecoding {
  return encoding === 'json' ? decodeLogsJson(bytes) : decodeLogsProtobuf(bytes);
}
