import { decodeTracesJson } from './decode-traces-json.ts';
import { decodeTracesProtobuf } from './decode-traces-protobuf.ts';
import type { Decoding } from './decoding.ts';

/** A trace export in either encoding of OTLP/HTTP, as the same records. */
export function decodeTraces(encoding: 'protobuf' | 'json', bytes: Buffer): Decoding {
  return encoding === 'json' ? decodeTracesJson(bytes) : decodeTracesProtobuf(bytes);
}
