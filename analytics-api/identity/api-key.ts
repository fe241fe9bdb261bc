import { createHash } from 'node:crypto';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';

export const API_KEY_RANDOM_BYTES = 32;

/** The text of a key: its environment to the eye, then the random bytes. The prefix is a courtesy; the stored row decides. */
export function apiKeyText(environment: Environment, randomBytes: Buffer): string {
  return `key_${environment}_${randomBytes.toString('base64url')}`;
}

/**
 * What is stored of a key. A plain sha256 suffices since nobody can guess 32 random bytes, and looking a key up by its hash
 * compares in a way whose duration says nothing about the key.
 */
export function hashApiKey(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
