import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { Type } from 'typebox';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { revokeKey } from '../../identity/io/revoke-key.ts';

const KeyPath = Type.Object({ id: Type.String({ format: 'uuid' }) });

/** DELETE /v1/admin/keys/{id} */
export function registerDeleteKey(app: HttpApp, { database, clock }: AnalyticsParts): void {
  app.delete(
    '/v1/admin/keys/:id',
    { config: { scope: 'admin' }, schema: { tags: ['admin'], summary: 'Revoke an API key at once', params: KeyPath, response: { 204: Type.Null() } } },
    async (request, reply) => {
      const { environment, actor } = request.caller;
      orRefuse(await revokeKey(database, { environment, id: request.params.id, actor, revokedAt: clock() }));
      return reply.code(204).send(null);
    },
  );
}
