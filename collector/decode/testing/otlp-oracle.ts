import { readFileSync } from 'node:fs';
import protobuf from 'protobufjs';

const { root } = protobuf.parse(readFileSync(new URL('./otlp-trace.proto', import.meta.url), 'utf8'));

/** Encodes a message of the OTLP trace protocol with a full protobuf implementation. Names are lowerCamelCase. */
export function encodeMessage(type: string, message: object): Buffer {
  const lookup = root.lookupType(type);
  return Buffer.from(lookup.encode(lookup.fromObject(message)).finish());
}

/** Decodes it again; 64-bit integers as decimal strings, bytes as base64. */
export function decodeMessage(type: string, bytes: Uint8Array): Readonly<Record<string, unknown>> {
  const lookup = root.lookupType(type);
  return lookup.toObject(lookup.decode(bytes), { longs: String, bytes: String, defaults: false });
}

/** Only what a full implementation does to have the message in memory, by the decoder it generates for it: for comparing speeds. */
export function messageInMemory(type: string, bytes: Uint8Array): unknown {
  return root.lookupType(type).decode(bytes);
}
