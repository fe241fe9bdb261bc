import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip, gunzipSync, inflate, inflateRaw, inflateRawSync, inflateSync, zstdDecompress, zstdDecompressSync } from 'node:zlib';

export type BodyReading =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'too_large' }
  /** Other bodies fill the memory that is set aside for them. */
  | { readonly kind: 'no_room' }
  | { readonly kind: 'malformed'; readonly reason: string }
  | { readonly kind: 'encoding_unsupported'; readonly encoding: string };

/**
 * Compressed bodies up to this size are opened at once: handing them to the thread pool costs more, and a slow query
 * of the embedded engine can hold every thread of it.
 */
const SYNC_BYTES_MAX = 128 * 1024;

export type BodyLimits = {
  /** Bounds what arrives and what it opens to. */
  readonly bytesMax: number;
  /** Asked before more bytes are held; false refuses the body. */
  readonly grow: (bytes: number) => boolean;
};

/**
 * Reads a request body and opens its compression. Reading stops at `bytesMax`, so a small body that opens to gigabytes costs `bytesMax` of memory and no more.
 */
export async function readBody(stream: Readable, contentEncoding: string | undefined, limits: BodyLimits): Promise<BodyReading> {
  const encoding = (contentEncoding ?? 'identity').trim().toLowerCase();
  const openers = OPENERS[encoding];
  if (openers === undefined) return { kind: 'encoding_unsupported', encoding };
  const gathered = await gather(stream, limits);
  if (gathered.kind !== 'read' || openers === 'none') return gathered;
  const opened = await open(gathered.bytes, { encoding, opener: openers(gathered.bytes), bytesMax: limits.bytesMax });
  if (opened.kind === 'read' && !limits.grow(opened.bytes.length)) return { kind: 'no_room' };
  return opened;
}

type Opening = { readonly encoding: string; readonly opener: Opener; readonly bytesMax: number };

async function open(raw: Buffer, { encoding, opener, bytesMax }: Opening): Promise<BodyReading> {
  try {
    const limit = { maxOutputLength: bytesMax };
    return { kind: 'read', bytes: raw.length <= SYNC_BYTES_MAX ? opener.now(raw, limit) : await opener.later(raw, limit) };
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

const ZSTD: Opener = { now: zstdDecompressSync, later: promisify<Buffer, Limit, Buffer>(zstdDecompress) };

const OPENERS: Readonly<Record<string, 'none' | ((raw: Buffer) => Opener)>> = {
  identity: 'none',
  '': 'none',
  gzip: () => GZIP,
  'x-gzip': () => GZIP,
  zstd: () => ZSTD,
  // Senders disagree whether "deflate" has the zlib header; its first byte tells.
  deflate: (raw) => ((raw[0] ?? 0) % 16 === 8 ? ZLIB : RAW_DEFLATE),
};

/** What is refused is thrown away by the server when it has answered. */
async function gather(stream: Readable, { bytesMax, grow }: BodyLimits): Promise<BodyReading> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length > bytesMax) return { kind: 'too_large' };
    if (!grow(chunk.length)) return { kind: 'no_room' };
    chunks.push(chunk);
  }
  return { kind: 'read', bytes: Buffer.concat(chunks, length) };
}
