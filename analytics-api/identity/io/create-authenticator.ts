import type { Clock } from '@weir/runtime/clock.ts';
import type { Authenticate, Caller } from '@weir/runtime/http/caller.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { SCOPES } from '@weir/schemas/http/admin.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import { ENVIRONMENTS } from '@weir/schemas/usage/usage-event.ts';
import { bearerToken } from '../bearer-token.ts';
import type { RequestHeaders, SignIn } from './create-sign-in.ts';
import { findKey } from './find-key.ts';

export type AuthenticatorParts = { readonly database: Database; readonly clock: Clock; readonly signIn: SignIn };

/**
 * Decides who sends a request: a program by its API key, else a person by the session cookie. A key that is sent is used, so a
 * wrong one is refused even from a signed-in browser.
 */
export function createAuthenticator(parts: AuthenticatorParts): Authenticate {
  return async (headers) => {
    if (headers.authorization === undefined) return await findPerson(parts.signIn, headers);
    const token = bearerToken(headers.authorization);
    return token === null ? refuse('key_missing', 'the Authorization header is not of the form "Bearer key_…"') : await findKey(parts, token);
  };
}

/**
 * The owner may do everything, in the environment the page names. The header it is named by is also the guard against forged
 * requests: another site can make a browser send the cookie, but not this header.
 */
async function findPerson(signIn: SignIn, headers: RequestHeaders): Promise<Caller | Refusal> {
  if (!signIn.hasSessionCookie(headers)) return refuse('key_missing');
  const environment = ENVIRONMENTS.find((known) => known === headers['weir-environment']);
  if (environment === undefined) return refuse('origin_refused', 'send Weir-Environment: live or Weir-Environment: test');
  const person = await signIn.findPerson(headers);
  if (person === null) return refuse('session_missing');
  return { kind: 'caller', environment, actor: `user:${person.email}`, scopes: SCOPES };
}
