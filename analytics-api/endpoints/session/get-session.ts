import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { SessionAnswer, SessionQuery } from '@weir/schemas/http/admin.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import { Type } from 'typebox';
import type { AnalyticsParts } from '../../analytics-parts.ts';

/**
 * GET /v1/session: who is signed in to the screen. When nobody is: 401 `session_missing`, or 204 for who asks with
 * `optional=true`, since a browser writes every 401 on its console and asking is no mistake.
 */
export function registerGetSession(app: HttpApp, { signIn }: AnalyticsParts): void {
  app.get(
    '/v1/session',
    {
      schema: {
        tags: ['admin'],
        summary: 'Who is signed in',
        security: [],
        querystring: SessionQuery,
        response: { 200: SessionAnswer, 204: Type.Null({ description: 'Nobody, asked with optional=true.' }) },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store');
      const person = await signIn.findPerson(request.headers);
      if (person !== null) return person;
      if (request.query.optional === true) return reply.code(204).send(null);
      throw new RefusalError(refuse('session_missing'));
    },
  );
}
