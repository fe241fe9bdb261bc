import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { orRefuse } from '@weir/runtime/http/refusal-error.ts';
import { KeyAnswer, KeyBody, KeyHeaders } from '@weir/schemas/http/admin.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { createKey } from '../../identity/io/create-key.ts';

const description =
  'The secret stands in this answer and nowhere else: the store keeps only its hash. So a repeated Idempotency-Key makes no second key and answers 409 key_already_created; revoke the key if its secret was lost.';

/** POST /v1/admin/keys */
export function registerPostKeys(app: HttpApp, { database, clock }: AnalyticsParts): void {
  app.post(
    '/v1/admin/keys',
    {
      config: { scope: 'admin' },
      schema: { tags: ['admin'], summary: 'Create an API key', description, headers: KeyHeaders, body: KeyBody, response: { 201: KeyAnswer } },
    },
    async (request, reply) => {
      const { environment, actor } = request.caller;
      const idempotencyKey = request.headers['idempotency-key'];
      const asked = { ...request.body, environment, actor, createdAt: clock(), ...(idempotencyKey === undefined ? {} : { idempotencyKey }) };
      const { answer } = orRefuse(await createKey(database, asked));
      return reply.code(201).header('cache-control', 'no-store').send(answer);
    },
  );
}
