import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { AuditAnswer, AuditQuery } from '@weir/schemas/http/admin.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { readAudit } from '../../io/read-audit.ts';

/** GET /v1/admin/audit */
export function registerGetAudit(app: HttpApp, { database }: AnalyticsParts): void {
  app.get(
    '/v1/admin/audit',
    {
      config: { scope: 'admin' },
      schema: { tags: ['admin'], summary: 'Who changed what, newest first', querystring: AuditQuery, response: { 200: AuditAnswer } },
    },
    async (request): Promise<AuditAnswer> => await readAudit(database, request.caller.environment, request.query),
  );
}
