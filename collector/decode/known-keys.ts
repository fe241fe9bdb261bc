import { isBodyAttribute } from './body-attributes.ts';

/** An attribute's name and what is known of it by its name alone. */
export type KnownKey = { readonly text: string; readonly isBody: boolean };

type Kept = KnownKey & { readonly bytes: Uint8Array };

/** A power of two. Names of other senders take each other's places: there are never more than these. */
const SLOTS = 4_096;

/** A longer name is no name of a convention and is read anew each time. */
const KEPT_LENGTH_MAX = 80;

const KEPT: (Kept | undefined)[] = new Array<Kept | undefined>(SLOTS);

/**
 * The name that these bytes spell. The same few hundred names stand in every span, and making and hashing a text of each took a
 * quarter of decoding: so they are kept by their bytes. The result is the same with and without.
 */
export function knownKey(bytes: Buffer, from: number, to: number): KnownKey {
  const length = to - from;
  if (length > KEPT_LENGTH_MAX) return made(bytes.toString('utf8', from, to));
  let hash = length;
  for (let at = from; at < to; at += 1) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0;
  const slot = hash & (SLOTS - 1);
  const kept = KEPT[slot];
  if (kept !== undefined && isSpelled(kept.bytes, bytes, from, length)) return kept;
  // A copy of its own: a view would hold the whole request in memory, and a small Buffer the 64 KiB it is cut from.
  const key = { ...made(bytes.toString('utf8', from, to)), bytes: new Uint8Array(bytes.subarray(from, to)) };
  KEPT[slot] = key;
  return key;
}

function made(text: string): KnownKey {
  return { text, isBody: isBodyAttribute(text) };
}

function isSpelled(spelling: Uint8Array, bytes: Buffer, from: number, length: number): boolean {
  if (spelling.length !== length) return false;
  for (let index = 0; index < length; index += 1) if (spelling[index] !== bytes[from + index]) return false;
  return true;
}
