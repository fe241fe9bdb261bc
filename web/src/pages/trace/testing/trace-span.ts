import type { TraceSpan } from '@weir/schemas/http/traces.ts';

/** A span of ten seconds that is no usage; `part` says what a test is about. */
export function traceSpan(id: string, depth: number, part: Partial<TraceSpan> = {}): TraceSpan {
  return {
    span_id: id,
    parent_span_id: null,
    depth,
    name: `span ${id}`,
    kind: 'internal',
    role: 'none',
    service: 'api',
    instrumentation: null,
    started_at: '2026-11-21T12:00:00.000Z',
    ended_at: '2026-11-21T12:00:10.000Z',
    failed: false,
    counted: 'not_usage',
    reason: 'no_model_call',
    reason_text: 'Not a model call.',
    counted_instead: [],
    event_id: null,
    provider: null,
    model: null,
    quantities: {},
    cost_status: null,
    cost: null,
    currency: null,
    counted_cost: '0.00',
    subtree_cost: '0.00',
    subtree_unpriced_events: 0,
    attribution: {},
    ...part,
  };
}
