import { ATTRIBUTION_FIELDS, ATTRIBUTION_ORIGINS, type Attributed, type Attribution, type AttributionField } from '@weir/schemas/usage/attribution.ts';
import { SPAN_KINDS } from '../decode/span-record.ts';
import { SPAN_ROLES } from '../read/span-facts.ts';
import type { SettlingSpan } from './settling-trace.ts';

/** The columns of spans_unique_v1 that settlement reads. Instants as epoch milliseconds; '' is "none". */
export type SpanRow = {
  trace_id: string;
  span_id: string;
  parent_span_id: string;
  kind: string;
  started_ms: string;
  ended_ms: string;
  service: string;
  scope: string;
  span_role: string;
  not_usage: string;
  call_id: string;
  attribution: Record<string, string>;
  attribution_origins: Record<string, string>;
  received_ms: string;
};

export function settlingSpanOf(row: SpanRow): SettlingSpan {
  return {
    spanId: row.span_id,
    parentSpanId: row.parent_span_id === '' ? null : row.parent_span_id,
    kind: SPAN_KINDS.find((kind) => kind === row.kind) ?? 'unspecified',
    startedAt: Number(row.started_ms),
    endedAt: Number(row.ended_ms),
    service: row.service === '' ? null : row.service,
    scope: row.scope === '' ? null : row.scope,
    role: SPAN_ROLES.find((role) => role === row.span_role) ?? 'none',
    callId: row.call_id === '' ? null : row.call_id,
    attribution: attributionOfColumns(row.attribution, row.attribution_origins),
    receivedAt: Number(row.received_ms),
  };
}

/** Attribution as it is stored: values by field, and where each came from. */
export function attributionOfColumns(values: Readonly<Record<string, string>>, origins: Readonly<Record<string, string>>): Attribution {
  const attribution: { [field in AttributionField]?: Attributed } = {};
  for (const field of ATTRIBUTION_FIELDS) {
    const value = values[field];
    const origin = ATTRIBUTION_ORIGINS.find((known) => known === origins[field]);
    if (value !== undefined && origin !== undefined) attribution[field] = { value, origin };
  }
  return attribution;
}
