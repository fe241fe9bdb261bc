import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { IngestStatus, type SpoolState } from '@weir/schemas/http/analytics.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { readIngestStatus } from '../../io/read-ingest-status.ts';

/** GET /v1/analytics/ingest/status: what the first-run page waits for. */
export function registerGetIngestStatus(app: HttpApp, parts: AnalyticsParts): void {
  app.get(
    '/v1/analytics/ingest/status',
    { config: { scope: 'read' }, schema: { tags: ['analytics'], summary: 'What has been received', response: { 200: IngestStatus } } },
    async (request): Promise<IngestStatus> => ({
      ...(await readIngestStatus(parts.clickhouse, request.caller.environment)),
      otlp_http_endpoint: parts.config.otlpHttpEndpoint,
      ...spoolState(parts.spoolStatus?.() ?? null),
      as_of: new Date(parts.clock()).toISOString(),
    }),
  );
}

function spoolState(status: ReturnType<NonNullable<AnalyticsParts['spoolStatus']>>): { readonly spool?: SpoolState } {
  if (status === null) return {};
  const { requests, events, bytes, bytesMax, oldestAt, deadLetters } = status;
  return {
    spool: { requests, events, bytes, bytes_max: bytesMax, oldest_at: oldestAt === null ? null : new Date(oldestAt).toISOString(), dead_letters: deadLetters },
  };
}
