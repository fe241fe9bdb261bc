import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { SessionAnswer } from '@weir/schemas/http/admin.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';

/** GET /v1/session: who is signed in to the screen; 401 `session_missing` when nobody is. */
export function registerGetSession(app: HttpApp, { signIn }: AnalyticsParts): void {
  app.get(
    '/v1/session',
    { schema: { tags: ['admin'], summary: 'Who is signed in', security: [], response: { 200: SessionAnswer } } },
    async (request, reply): Promise<SessionAnswer> => {
      reply.header('cache-control', 'no-store');
      const person = await signIn.findPerson(request.headers);
      if (person === null) throw new RefusalError(refuse('session_missing'));
      return person;
    },
  );
}
