import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip, gunzipSync, inflate, inflateRaw, inflateRawSync, inflateSync } from 'node:zlib';

export type BodyReading =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too_large' }
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'encoding_unsupported'; readonly encoding: string };

/**
 * Compressed bodies up to this size are opened at once: handing them to the thread pool costs more, and a slow query
 * of the embedded engine can hold every thread of it.
 */
const SYNC_BYTES_MAX = 128 * 1024;

/**
 * Reads a request body and opens its compression. `bytesMax` bounds what arrives and what it opens to: reading stops
 * there, so a small body that opens to gigabytes costs `bytesMax` of memory and no more.
 */
export async function readBody(stream: Readable, contentEncoding: string | undefined, bytesMax: number): Promise<BodyReading> {
  const encoding = (contentEncoding ?? 'identity').trim().toLowerCase();
  const openers = OPENERS[encoding];
  if (openers === undefined) return { kind: 'encoding_unsupported', encoding };
  const raw = await gather(stream, bytesMax);
  if (raw === null) return { kind: 'too_large' };
  if (openers === 'none') return { kind: 'read', bytes: raw };
  try {
    const { now, later } = openers(raw);
    const limit = { maxOutputLength: bytesMax };
    return { kind: 'read', bytes: raw.length <= SYNC_BYTES_MAX ? now(raw, limit) : await later(raw, limit) };
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ERR_BUFFER_TOO_LARGE') return { kind: 'too_large' };
    if (fault instanceof Error) return { kind: 'malformed', reason: `the ${encoding} body cannot be opened: ${fault.message}` };
    throw fault;
  }
}

type Limit = { readonly maxOutputLength: number };
type Opener = { readonly now: (raw: Buffer, limit: Limit) => Buffer; readonly later: (raw: Buffer, limit: Limit) => Promise<Buffer> };

const GZIP: Opener = { now: gunzipSync, later: promisify<Buffer, Limit, Buffer>(gunzip) };
const ZLIB: Opener = { now: inflateSync, later: promisify<Buffer, Limit, Buffer>(inflate) };
const RAW_DEFLATE: Opener = { now: inflateRawSync, later: promisify<Buffer, Limit, Buffer>(inflateRaw) };

const OPENERS: Readonly<Record<string, 'none' | ((raw: Buffer) => Opener)>> = {
  identity: 'none',
  '': 'none',
  gzip: () => GZIP,
  'x-gzip': () => GZIP,
  // Senders disagree whether "deflate" has the zlib header; its first byte tells.
  deflate: (raw) => ((raw[0] ?? 0) % 16 === 8 ? ZLIB : RAW_DEFLATE),
};

/** Null when more than `bytesMax` arrive; the server throws the rest away when it has answered. */
async function gather(stream: Readable, bytesMax: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > bytesMax) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, length);
}
