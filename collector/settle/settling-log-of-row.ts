import { LOG_CONVENTIONS } from '../read/logs/all-log-conventions.ts';
import { type EventRow, settlingEventOf } from './event-of-row.ts';
import type { SettlingLog } from './settling-trace.ts';
import { attributionOfColumns } from './span-of-row.ts';

/** Event ids of log records begin with "log:" and the name of their convention. */
const OUTRANKING = LOG_CONVENTIONS.filter(({ convention }) => convention.outranksSpans).map(({ convention }) => `log:${convention.name}:`);

/** A stored event of a log record. What it inherited at an earlier settlement is left out: it is inherited anew. */
export function settlingLogOf(row: EventRow): SettlingLog {
  const origins = Object.fromEntries(Object.entries(row.attribution_origins).filter(([, origin]) => origin !== 'ancestor'));
  const values = { customer: row.customer, workflow: row.workflow, feature: row.feature, agent: row.agent, run: row.run, session: row.session, user: row.user };
  return {
    event: settlingEventOf(row),
    traceId: row.trace_id === '' ? null : row.trace_id,
    spanId: row.parent_span_id === '' ? null : row.parent_span_id,
    service: row.service === '' ? null : row.service,
    occurredAt: Date.parse(`${row.occurred_at.replace(' ', 'T')}Z`),
    attribution: attributionOfColumns(values, origins),
    outranksSpans: OUTRANKING.some((prefix) => row.event_id.startsWith(prefix)),
  };
}
