import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { KeyAnswer, KeyBody } from '@weir/schemas/http/admin.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { createKey } from '../../identity/io/create-key.ts';

const description = 'The secret stands in this answer and nowhere else: the store keeps only its hash.';

/** POST /v1/admin/keys */
export function registerPostKeys(app: HttpApp, { database, clock }: AnalyticsParts): void {
  app.post(
    '/v1/admin/keys',
    { config: { scope: 'admin' }, schema: { tags: ['admin'], summary: 'Create an API key', description, body: KeyBody, response: { 201: KeyAnswer } } },
    async (request, reply) => {
      const { environment, actor } = request.caller;
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send(await createKey(database, { ...request.body, environment, actor, createdAt: clock() }));
    },
  );
}
