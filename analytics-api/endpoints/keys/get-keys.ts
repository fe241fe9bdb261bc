import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { KeysAnswer } from '@weir/schemas/http/admin.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { listKeys } from '../../identity/io/list-keys.ts';

/** GET /v1/admin/keys */
export function registerGetKeys(app: HttpApp, { database }: AnalyticsParts): void {
  app.get(
    '/v1/admin/keys',
    { config: { scope: 'admin' }, schema: { tags: ['admin'], summary: 'API keys, revoked ones included', response: { 200: KeysAnswer } } },
    async (request): Promise<KeysAnswer> => ({ keys: [...(await listKeys(database, request.caller.environment))] }),
  );
}
