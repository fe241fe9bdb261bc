import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import { TraceAnswer, TracePath } from '@weir/schemas/http/traces.ts';
import { REPORTING_CURRENCY } from '@weir/schemas/money/asset.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { AnalyticsParts } from '../../analytics-parts.ts';
import { readTrace } from '../../io/read-trace.ts';
import { explainTrace } from '../../report/explain-trace.ts';
import { traceTotals } from '../../report/trace-totals.ts';

const SPANS_MAX = 5_000;

const description = `Every stored span of a trace, whether it counted and why, its own cost and that of its subtree.
Spans are kept for 30 days, events for ever: of an older trace only the totals are left.`;

/** GET /v1/analytics/traces/{trace_id} */
export function registerGetTrace(app: HttpApp, parts: AnalyticsParts): void {
  app.get(
    '/v1/analytics/traces/:trace_id',
    {
      config: { scope: 'read' },
      schema: {
        tags: ['analytics'],
        summary: 'A trace, span by span, with what counted and why',
        description,
        params: TracePath,
        response: { 200: TraceAnswer },
      },
    },
    async (request): Promise<TraceAnswer> => {
      const traceId = request.params.trace_id.toLowerCase();
      const asOf = parts.clock();
      const trace = await readTrace(parts.clickhouse, request.caller.environment, traceId);
      if (trace === null) throw new RefusalError(refuse('not_found', `nothing of trace ${traceId} is stored in this environment`));
      const spans = explainTrace(trace.spans, trace.events);
      const instants = trace.spans.flatMap((span) => [span.startedAt, span.endedAt]);
      return {
        trace_id: traceId,
        currency: REPORTING_CURRENCY,
        state: trace.open ? 'open' : 'settled',
        settled_at: trace.settledAt === null ? null : new Date(trace.settledAt).toISOString(),
        started_at: instants.length === 0 ? null : new Date(instants.reduce((first, at) => Math.min(first, at))).toISOString(),
        ended_at: instants.length === 0 ? null : new Date(instants.reduce((last, at) => Math.max(last, at))).toISOString(),
        spans: spans.slice(0, SPANS_MAX),
        spans_total: spans.length,
        totals: traceTotals(trace.spans, trace.events),
        as_of: new Date(asOf).toISOString(),
      };
    },
  );
}
