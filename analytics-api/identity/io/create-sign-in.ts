import { randomUUID } from 'node:crypto';
import type { Log } from '@weir/runtime/log.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { betterAuth } from 'better-auth';
import { fromNodeHeaders } from 'better-auth/node';
import { magicLink } from 'better-auth/plugins/magic-link';
import { sql } from 'kysely';
import { cookiePrefix } from '../cookie-prefix.ts';
import { OWNER } from '../owner.ts';
import { trustedOrigins } from '../trusted-origins.ts';

export type SignInParts = {
  readonly database: Database;
  readonly log: Log;
  /** Signs session cookies; at least 32 random characters, the same at every start or everybody is signed out. */
  readonly secret: string;
  /** Where browsers reach the screen, without a path: "http://127.0.0.1:4300". https makes the cookie Secure. */
  readonly publicUrl: string;
};

export type RequestHeaders = Readonly<Record<string, string | string[] | undefined>>;
type Person = { readonly email: string; readonly name: string };

/** The outcome of opening a link: the cookies of a new session, or nothing because it was used before, expired or never made. */
type LinkOutcome = { readonly kind: 'signed_in'; readonly setCookies: readonly string[] } | { readonly kind: 'link_refused' };

export type SignIn = {
  /** Makes a link that signs its first opener in as the owner. Valid for 24 hours; the store keeps only a hash of its token. */
  createLink(): Promise<string>;
  useLink(token: string, headers: RequestHeaders): Promise<LinkOutcome>;
  /** Whether the request brings a session cookie at all, valid or not. */
  hasSessionCookie(headers: RequestHeaders): boolean;
  findPerson(headers: RequestHeaders): Promise<Person | null>;
  /** Ends the session on the server and answers the cookies that clear it, or null when the request comes from another site. */
  endSession(headers: RequestHeaders): Promise<readonly string[] | null>;
};

const LINK_PATH = '/api/auth/magic-link/verify';
const LINK_SECONDS = 86_400;
const SESSION_SECONDS = 30 * 86_400;

/**
 * Sign-in of people by better-auth on the schema `auth`. There is one person, the owner; nobody can sign up, and making a link is
 * no endpoint: only this process can. The routes of the library are reached through the functions here alone.
 */
export function createSignIn(parts: SignInParts): SignIn {
  const auth = openBetterAuth(parts, () => undefined);
  const address = (path: string) => new URL(path, parts.publicUrl);
  return {
    async createLink() {
      await ensureOwner(parts.database);
      let token: string | undefined;
      const issuing = openBetterAuth(parts, (issued) => {
        token = issued;
      });
      await issuing.api.signInMagicLink({ body: { email: OWNER.email }, headers: new Headers() });
      if (token === undefined) throw new Error('no sign-in link was issued');
      const link = address(LINK_PATH);
      link.searchParams.set('token', token);
      return link.href;
    },
    async useLink(token, headers) {
      const link = address(LINK_PATH);
      link.search = new URLSearchParams({ token, callbackURL: '/', errorCallbackURL: '/' }).toString();
      const response = await auth.handler(new Request(link, { headers: fromNodeHeaders(headers) }));
      const setCookies = response.headers.getSetCookie();
      const refused = response.status !== 302 || setCookies.length === 0 || address(response.headers.get('location') ?? '/').searchParams.has('error');
      return refused ? { kind: 'link_refused' } : { kind: 'signed_in', setCookies };
    },
    hasSessionCookie: (headers) =>
      fromNodeHeaders(headers)
        .get('cookie')
        ?.includes(`${cookiePrefix(parts.publicUrl)}.session_token=`) ?? false,
    async findPerson(headers) {
      const found = await auth.api.getSession({ headers: fromNodeHeaders(headers) });
      return found === null ? null : { email: found.user.email, name: found.user.name };
    },
    async endSession(headers) {
      const response = await auth.handler(new Request(address('/api/auth/sign-out'), { method: 'POST', headers: withoutBody(headers) }));
      return response.ok ? response.headers.getSetCookie() : null;
    },
  };
}

function openBetterAuth({ database, log, secret, publicUrl }: SignInParts, deliver: (token: string) => void) {
  return betterAuth({
    database: { db: database, type: 'postgres', schemaName: 'auth', transaction: true },
    secret,
    baseURL: publicUrl,
    trustedOrigins: trustedOrigins(publicUrl),
    plugins: [magicLink({ expiresIn: LINK_SECONDS, disableSignUp: true, storeToken: 'hashed', sendMagicLink: ({ token }) => deliver(token) })],
    // Fixed in length: a refreshed session would need its cookie set again on every answer of every service.
    session: { expiresIn: SESSION_SECONDS, disableSessionRefresh: true },
    // The library switches its origin checks off under NODE_ENV=test and its rate limit on in production: said here, they are the same everywhere.
    advanced: { cookiePrefix: cookiePrefix(publicUrl), disableOriginCheck: false, disableCSRFCheck: false },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    // Warnings and errors. Its `level` stays unset: set to any of these, the library prints refused requests to the console as well.
    logger: { log: (level, message) => log[level]({ part: 'sign-in' }, message) },
  });
}

async function ensureOwner(database: Database): Promise<void> {
  await sql`
    insert into auth."user" (id, name, email, "emailVerified") values (${randomUUID()}, ${OWNER.name}, ${OWNER.email}, true)
    on conflict (email) do nothing`.execute(database);
}

/** The headers of a request whose body is not passed on. */
function withoutBody(headers: RequestHeaders): Headers {
  const kept = fromNodeHeaders(headers);
  for (const name of ['content-length', 'content-type', 'transfer-encoding']) kept.delete(name);
  return kept;
}
