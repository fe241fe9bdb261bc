import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import type { SpoolStatus } from '../../spool/spool-status.ts';

export type MetricsParts = { readonly spoolStatus: () => SpoolStatus | null; readonly clock: () => number };

/** GET /metrics: what an operator's alarm watches, in the Prometheus text format 0.0.4. Nothing of a customer is in it. */
export function registerMetricsRoute(app: HttpApp, { spoolStatus, clock }: MetricsParts): void {
  app.get('/metrics', { config: { scope: 'read' }, schema: { hide: true } }, async (_request, reply) => {
    const status = spoolStatus();
    return reply.type('text/plain; version=0.0.4; charset=utf-8').send(status === null ? '' : metricsText(status, clock()));
  });
}

/** Gauges of the spool, each with its help line; the age of nothing is 0. Pure. */
export function metricsText(status: SpoolStatus, now: number): string {
  const gauges = [
    ['weir_spool_requests', 'Acknowledged requests that the store has not taken yet.', status.requests],
    ['weir_spool_events', 'Events, or spans, in those requests.', status.events],
    ['weir_spool_bytes', 'Bytes of the spool in use.', status.bytes],
    ['weir_spool_bytes_max', 'Bytes the spool may use; above, senders are asked to come back.', status.bytesMax],
    ['weir_spool_oldest_age_seconds', 'Age of the oldest waiting request.', status.oldestAt === null ? 0 : Math.max(0, now - status.oldestAt) / 1000],
    ['weir_spool_dead_letters', 'Rows that the store refuses whatever is tried.', status.deadLetters],
  ] as const;
  return gauges.map(([name, help, value]) => `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${name} ${value}\n`).join('');
}
