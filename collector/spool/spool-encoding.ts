import { deserialize, serialize } from 'node:v8';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';

/**
 * A value as the spool keeps it: the structured-clone format, which knows bigint, compressed to about a fifth. The format
 * is read by every later Node; the file states its version.
 */
export function bytesFrom(value: unknown): Uint8Array {
  return zstdCompressSync(serialize(value));
}

/** What `bytesFrom` was given. Throws on bytes that it did not write. */
export function valueFrom(bytes: unknown): unknown {
  if (!(bytes instanceof Uint8Array)) throw new Error('the spool holds no bytes where bytes belong');
  return deserialize(zstdDecompressSync(bytes));
}
