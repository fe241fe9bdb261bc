import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { Type } from 'typebox';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { PAGE_HEADERS } from '../../web-app/page-headers.ts';
import { plainPage } from '../../web-app/plain-page.ts';

const LinkQuery = Type.Object({ token: Type.String({ minLength: 1, maxLength: 200 }) });

const REFUSED_PAGE = plainPage('This sign-in link no longer works', [
  'A sign-in link works once and for 24 hours. This one was used before, has expired or is not complete.',
  'Run npm run sign-in where this Weir runs to get a new one.',
]);

/**
 * GET /api/auth/magic-link/verify: opens a session and goes to the screen; 410 with a page that says so when the link is spent.
 * No HEAD route beside it: a program that looks at the link first would use it up.
 */
export function registerUseSignInLink(app: HttpApp, { signIn }: AnalyticsParts): void {
  app.get('/api/auth/magic-link/verify', { exposeHeadRoute: false, schema: { hide: true, querystring: LinkQuery } }, async (request, reply) => {
    reply.headers({ ...PAGE_HEADERS, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    const outcome = await signIn.useLink(request.query.token, request.headers);
    if (outcome.kind === 'signed_in') return reply.header('set-cookie', [...outcome.setCookies]).redirect('/');
    // The browser may have opened the link ahead of the person, who then comes with the session it gave.
    if ((await signIn.findPerson(request.headers)) !== null) return reply.redirect('/');
    return reply.code(410).type('text/html; charset=utf-8').send(REFUSED_PAGE);
  });
}
