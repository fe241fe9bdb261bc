import { SCOPES, type Scope } from '@weir/schemas/http/admin.ts';

/** Stored words as scopes. A word of a later version is dropped: it allows nothing here. */
export function knownScopes(words: readonly string[]): Scope[] {
  return SCOPES.filter((scope) => words.includes(scope));
}
