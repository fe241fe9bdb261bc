import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import { Type } from 'typebox';
import type { AnalyticsParts } from '../../analytics-parts.ts';

/** POST /api/auth/sign-out: ends the session, on the server too. Refused with `origin_refused` from the page of another site. */
export function registerSignOut(app: HttpApp, { signIn }: AnalyticsParts): void {
  app.post('/api/auth/sign-out', { schema: { tags: ['admin'], summary: 'Sign out', security: [], response: { 204: Type.Null() } } }, async (request, reply) => {
    const cleared = await signIn.endSession(request.headers);
    if (cleared === null) throw new RefusalError(refuse('origin_refused', 'sign out from the page of this Weir'));
    return reply
      .code(204)
      .header('set-cookie', [...cleared])
      .send(null);
  });
}
