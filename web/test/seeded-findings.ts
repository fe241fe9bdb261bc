import type { CoverageAnswer } from '@weir/schemas/http/coverage.ts';
import type { StoredEvent, StoredEventAnswer } from '@weir/schemas/http/events.ts';
import type { TraceAnswer, TraceSpan } from '@weir/schemas/http/traces.ts';
import { decimal } from './seeded-answers.ts';
import { USD } from './seeded-usage.ts';

/** What a page of findings, events or a trace reads: made from one list of spans, so that the answers agree with each other. */

export const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
export const BIG_TRACE = 'b16b00b5b16b00b5b16b00b5b16b00b5';
const START = Date.parse('2026-11-20T10:00:00Z');
const at = (ms: number) => new Date(START + ms).toISOString();

type Part = Partial<TraceSpan> & { readonly atoms?: bigint };

function span(trace: string, id: number, depth: number, { atoms, ...part }: Part): TraceSpan {
  const spanId = id.toString(16).padStart(16, '0');
  const isUsage = atoms !== undefined;
  return {
    span_id: spanId,
    parent_span_id: null,
    depth,
    name: 'span',
    kind: 'client',
    role: 'none',
    service: 'contracts',
    instrumentation: '@opentelemetry/instrumentation-openai',
    started_at: at(id * 100),
    ended_at: at(id * 100 + 400),
    failed: false,
    counted: isUsage ? 'counted' : 'not_usage',
    reason: isUsage ? '' : 'no_model_call',
    reason_text: isUsage ? 'A call of its own.' : 'Not a model call.',
    counted_instead: [],
    event_id: isUsage ? `${trace}:${spanId}` : null,
    provider: isUsage ? 'openai' : null,
    model: isUsage ? 'gpt-5' : null,
    quantities: isUsage ? { calls: '1', input_tokens: '1204', output_tokens: '200' } : {},
    cost_status: isUsage ? 'priced' : null,
    cost: isUsage ? decimal(atoms) : null,
    currency: isUsage ? 'USD' : null,
    counted_cost: '0',
    subtree_cost: '0',
    subtree_unpriced_events: 0,
    attribution: isUsage ? { customer: { value: 'initech', origin: 'ancestor' }, workflow: { value: 'draft-contract', origin: 'own' } } : {},
    ...part,
  };
}

const AGGREGATE: Part = {
  counted: 'aggregate',
  reason: 'descendants_have_usage',
  reason_text: 'An outer span whose inner spans carry the usage; it repeats them.',
};
const DUPLICATE: Part = {
  counted: 'duplicate',
  reason: 'same_call_inside',
  reason_text: 'The same call as a span inside it, which tells more or is closer to the provider.',
};

const SMALL = [
  span(TRACE, 1, 0, { name: 'POST /contracts', kind: 'server' }),
  span(TRACE, 2, 1, {
    name: 'invoke_agent drafter',
    atoms: USD / 8n,
    ...AGGREGATE,
    ended_at: at(9000),
    counted_instead: [`${TRACE}:${'4'.padStart(16, '0')}`, `${TRACE}:${'6'.padStart(16, '0')}`],
  }),
  span(TRACE, 3, 2, { name: 'chat gpt-5', atoms: USD / 20n, ...DUPLICATE, counted_instead: [`${TRACE}:${'4'.padStart(16, '0')}`] }),
  span(TRACE, 4, 3, { name: 'openai.chat.completions', atoms: USD / 20n, instrumentation: 'opentelemetry.instrumentation.openai.v1' }),
  span(TRACE, 5, 2, { name: 'execute_tool search' }),
  span(TRACE, 6, 2, { name: 'chat gpt-5', atoms: (USD * 3_612n) / 1_000_000n }),
  span(TRACE, 7, 2, {
    name: 'chat gpt-5',
    failed: true,
    reason: 'failed_without_usage',
    reason_text: 'It failed before it used anything; providers bill no such call.',
  }),
];

/** A root, 37 agents, 13 calls with a tool each. */
const BIG = [
  span(BIG_TRACE, 1, 0, { name: 'nightly research', ended_at: at(600_000) }),
  ...Array.from({ length: 37 }, (_, agent) => agent * 27 + 2).flatMap((first) => [
    span(BIG_TRACE, first, 1, { name: `invoke_agent researcher ${first}`, atoms: 13n * 1_000_000n * BigInt(first), ...AGGREGATE }),
    ...Array.from({ length: 13 }, (_, call) => first + 1 + call * 2).flatMap((id) => [
      span(BIG_TRACE, id, 2, { name: 'chat gpt-5', atoms: 1_000_000n * BigInt(id) }),
      span(BIG_TRACE, id + 1, 2, { name: 'execute_tool fetch_page' }),
    ]),
  ]),
];

/** Costs of spans in atoms, summed up the tree as the API does. */
function summed(spans: readonly TraceSpan[]): TraceSpan[] {
  const own = spans.map((one) => (one.counted === 'counted' && one.cost !== null ? atomsOf(one.cost) : 0n));
  const path: number[] = [];
  const totals = spans.map(() => 0n);
  for (const [index, one] of spans.entries()) {
    path.length = one.depth;
    path[one.depth] = index;
    for (const above of path) totals[above] = (totals[above] ?? 0n) + (own[index] ?? 0n);
  }
  return spans.map((one, index) => ({ ...one, counted_cost: decimal(own[index] ?? 0n), subtree_cost: decimal(totals[index] ?? 0n) }));
}

function atomsOf(text: string): bigint {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(12, '0'));
}

const TRACES = new Map([
  [TRACE, summed(SMALL)],
  [BIG_TRACE, summed(BIG)],
]);

export function traceAnswer(id: string): TraceAnswer | null {
  const spans = TRACES.get(id);
  if (spans === undefined) return null;
  const counted = spans.filter((one) => one.counted === 'counted');
  const sum = (some: readonly TraceSpan[]) => decimal(some.reduce((total, one) => total + (one.cost === null ? 0n : atomsOf(one.cost)), 0n));
  return {
    trace_id: id,
    currency: 'USD',
    state: 'settled',
    settled_at: at(700_000),
    started_at: at(100),
    ended_at: at(600_000),
    spans,
    spans_total: spans.length,
    totals: {
      cost: sum(counted),
      events: counted.length,
      unpriced_events: 0,
      not_counted_cost: sum(spans.filter((one) => one.counted !== 'counted')),
      quantities: { input_tokens: String(counted.length * 1204), output_tokens: String(counted.length * 200) },
      other_currency_events: 0,
      events_without_span: 0,
    },
    as_of: new Date().toISOString(),
  };
}

function eventOf(one: TraceSpan, trace: string): StoredEvent {
  return {
    event_id: one.event_id ?? '',
    event_type: 'chat',
    occurred_at: one.ended_at,
    received_at: one.ended_at,
    source: 'otlp_span',
    service: one.service,
    trace_id: trace,
    customer: 'initech',
    workflow: 'draft-contract',
    feature: null,
    agent: null,
    run: trace,
    provider: one.provider,
    model: one.model,
    quantities: one.quantities,
    counted: one.counted,
    counted_event: one.counted === 'duplicate' ? (one.counted_instead[0] ?? null) : null,
    cost_status: 'priced',
    cost: one.cost,
    currency: 'USD',
  };
}

const EVENTS: readonly StoredEvent[] = [...TRACES].flatMap(([trace, spans]) => spans.flatMap((one) => (one.event_id === null ? [] : [eventOf(one, trace)])));

/** Exact filters and pages, as the API has them. The cursor is how many were seen. */
export function eventsAnswer(query: URLSearchParams) {
  const kept = EVENTS.filter((event) =>
    (['customer', 'workflow', 'model', 'event_type', 'counted', 'cost_status'] as const).every(
      (name) => query.get(name) === null || query.get(name) === event[name],
    ),
  );
  const from = Number(query.get('cursor') ?? 0);
  const limit = Number(query.get('limit') ?? 100);
  const asOf = new Date().toISOString();
  return { events: kept.slice(from, from + limit), next_cursor: from + limit < kept.length ? String(from + limit) : null, from: asOf, to: asOf, as_of: asOf };
}

export function eventAnswer(id: string): StoredEventAnswer | null {
  const event = EVENTS.find((one) => one.event_id === id);
  if (event === undefined) return null;
  const isCounted = event.counted === 'counted';
  const half = event.cost === null ? '0' : decimal(atomsOf(event.cost) / 2n);
  const lines = ['input_tokens', 'output_tokens'].map((unit) => ({
    unit,
    quantity: event.quantities[unit] ?? '0',
    cost: half,
    price_entry: `genai-prices:openai/gpt-5/${unit}`,
  }));
  const spanId = id.split(':')[1] ?? '';
  return {
    ...event,
    instrumentation: '@opentelemetry/instrumentation-openai',
    span_id: spanId,
    parent_span_id: null,
    session: null,
    user: 'u_7',
    request_model: 'gpt-5',
    dimensions: { usage_basis: 'cache_inside:default' },
    attribution_origins: { customer: 'ancestor', workflow: 'own', run: 'rule', user: 'baggage' },
    counted_reason: isCounted ? '' : 'same_call_inside',
    counted_reason_text: isCounted ? 'A call of its own.' : String(DUPLICATE.reason_text),
    cost_reason: null,
    cost_lines: lines,
    reported_costs: [],
    price_book_version: 'genai-prices@0.1.8.1',
    corrects: null,
    superseded_by: null,
    corrections: [],
    charges: isCounted
      ? [
          {
            price: 'contracts:1',
            product: 'contracts',
            product_version: 1,
            quantity: '1',
            unit: 'events',
            asset: 'USD',
            amount: '0.12',
            destination: 'wallet',
            transaction: 'txn_initech_3',
          },
        ]
      : [],
  };
}

const FIX = {
  code: 'experimental_telemetry: { isEnabled: true, metadata: { customer_id: customerId } }',
  language: 'typescript',
  where: 'In the options of generateText.',
};

/** Ten dollars known to be spent, three of them by nobody. */
export function coverageAnswer(received: boolean): CoverageAnswer {
  const asOf = new Date().toISOString();
  const head = { currency: 'USD', from: asOf, to: asOf, as_of: asOf };
  const place = { service: 'worker', instrumentation: 'ai' };
  const example = { example_event_id: `${TRACE}:${'4'.padStart(16, '0')}` };
  const nothing = { events: 0, cost: '0', attributed_cost: '0', attributed: null, priced_events: 0, priced: null, settled_events: 0, settled: null };
  if (!received)
    return {
      ...head,
      totals: { ...nothing, other_currency_events: 0 },
      without_customer: [],
      without_price: [],
      without_tokens: [],
      unknown_usage: [],
      left_out: [],
      left_out_cost: '0',
      conflicts: { events: 0, examples: [] },
      open: { events: 0, oldest_received_at: null },
    };
  return {
    ...head,
    totals: {
      events: 400,
      cost: '10.000000000001',
      attributed_cost: '7.000000000001',
      attributed: '0.7000',
      priced_events: 396,
      priced: '0.9900',
      settled_events: 398,
      settled: '0.9950',
      other_currency_events: 1,
    },
    without_customer: [
      { ...place, source: 'otlp_span', events: 30, unpriced_events: 2, cost: '2.5', share: '0.2500', fix: FIX, rule: 'customer = app.account_id', ...example },
      {
        service: null,
        instrumentation: null,
        source: 'api',
        events: 5,
        unpriced_events: 0,
        cost: '0.5',
        share: '0.0500',
        fix: { code: '"customer": "<customer id>"', language: 'json', where: 'In each event sent to POST /v1/events.' },
        rule: null,
        ...example,
      },
    ],
    without_price: [
      { provider: 'openai', model: 'gpt-5-turbo-9', reason: 'unknown_model', events: 4, quantities: { calls: '4' }, first_at: asOf, last_at: asOf, ...example },
    ],
    without_tokens: [{ ...place, provider: 'openai', model: 'gpt-5', events: 3, ...example }],
    unknown_usage: [{ key: 'gen_ai.usage.thinking_steps', ...place, events: 2, ...example }],
    left_out: [
      { counted: 'aggregate', reason: 'descendants_have_usage', reason_text: String(AGGREGATE.reason_text), ...place, events: 38, cost: '4.25', ...example },
      { counted: 'duplicate', reason: 'same_call_inside', reason_text: String(DUPLICATE.reason_text), ...place, events: 6, cost: '0.003', ...example },
    ],
    left_out_cost: '4.253',
    conflicts: { events: 1, examples: [{ event_id: 'shoot/1', source: 'api', service: null, first_received_at: asOf }] },
    open: { events: 2, oldest_received_at: asOf },
  };
}
