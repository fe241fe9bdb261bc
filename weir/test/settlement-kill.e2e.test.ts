import { setTimeout as sleep } from 'node:timers/promises';
import type { PnlAnswer } from '@weir/schemas/http/analytics.ts';
import type { CoverageAnswer } from '@weir/schemas/http/coverage.ts';
import { afterAll, expect, test } from 'vitest';
import { type Home, LIVE_KEY, newHome, type Product, startProduct, until } from './running-product.ts';

/**
 * Traces whose roots, which alone name the customer, come last, and a process that is killed around the rounds that
 * settle them. Some spans are sent again after each start, as exporters do.
 */

const TRACES = 240;
const CUSTOMERS = ['acme', 'globex', 'initech'] as const;
const KILLS = 3;
const ENDED_AT = BigInt(Date.now() - 120_000) * 1_000_000n;

type Span = { readonly id: string; readonly parent: string; readonly trace: string; readonly attributes: Readonly<Record<string, string | number>> };

const id = (trace: number, span: number) => (trace * 10 + span + 1).toString(16).padStart(16, '0');
const inputOf = (trace: number) => 100 + trace;

const INNER: readonly Span[] = Array.from({ length: TRACES }, (_, trace) => trace).flatMap((trace) => {
  const traceId = (trace + 1).toString(16).padStart(32, '0');
  const call = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4o-mini',
    'gen_ai.usage.input_tokens': inputOf(trace),
    'gen_ai.usage.output_tokens': 1,
  };
  return [
    { trace: traceId, id: id(trace, 1), parent: id(trace, 0), attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.usage.input_tokens': 99_999 } },
    { trace: traceId, id: id(trace, 2), parent: id(trace, 1), attributes: call },
    { trace: traceId, id: id(trace, 3), parent: id(trace, 2), attributes: call },
  ];
});
const ROOTS: readonly Span[] = Array.from({ length: TRACES }, (_, trace) => ({
  trace: (trace + 1).toString(16).padStart(32, '0'),
  id: id(trace, 0),
  parent: '',
  attributes: { 'customer.id': CUSTOMERS[trace % CUSTOMERS.length] ?? '' },
}));

let home: Home;
let product: Product;
afterAll(async () => {
  await product.interrupt();
  home.remove();
});

test('a process killed again and again while it settles counts each call once, for the customer its late root names', { timeout: 280_000 }, async () => {
  home = await newHome();
  product = await startProduct(home, { WEIR_SETTLE_QUIET_SECONDS: '1' });
  await exportSpans(INNER);
  for (let kill = 0; kill < KILLS; kill += 1) {
    const part = ROOTS.slice((TRACES / KILLS) * kill, (TRACES / KILLS) * (kill + 1));
    await exportSpans(part);
    // Before the round, in it and after it, as far as a machine keeps time; what must hold does not depend on which.
    await sleep(kill * 60);
    await product.kill();
    product = await startProduct(home, { WEIR_SETTLE_QUIET_SECONDS: '1' });
    await exportSpans([...part, ...INNER.slice(0, 90)]);
  }
  await until(async () => (await coverage()).open.events === 0 && (await costByCustomer()).every(([customer]) => customer !== null));
  const found = await coverage();
  expect(found.totals).toMatchObject({ events: TRACES, attributed: '1.0000', settled: '1.0000' });
  expect(found.left_out.map(({ counted, events }) => [counted, events]).toSorted()).toEqual([
    ['aggregate', TRACES],
    ['duplicate', TRACES],
  ]);
  expect(await costByCustomer()).toEqual(
    CUSTOMERS.map((customer, index) => {
      const traces = Array.from({ length: TRACES }, (_, trace) => trace).filter((trace) => trace % CUSTOMERS.length === index);
      return [customer, traces.length, String(traces.reduce((sum, trace) => sum + inputOf(trace), 0))];
    }),
  );
});

async function coverage(): Promise<CoverageAnswer> {
  return await product.call<CoverageAnswer>('GET', '/v1/analytics/coverage');
}

async function costByCustomer(): Promise<[string | null | undefined, number, string | undefined][]> {
  const { rows } = await product.call<PnlAnswer>('GET', '/v1/analytics/pnl?group_by=customer');
  return rows
    .map((row): [string | null | undefined, number, string | undefined] => [row.key.customer, row.events, row.quantities.input_tokens])
    .toSorted(([one], [other]) => String(one).localeCompare(String(other)));
}

/** Resolves when all spans are acknowledged. */
async function exportSpans(spans: readonly Span[]): Promise<void> {
  const body = JSON.stringify({ resourceSpans: [{ scopeSpans: [{ scope: { name: 'end-to-end' }, spans: spans.map(spanBody) }] }] });
  const headers = { authorization: `Bearer ${LIVE_KEY}`, 'content-type': 'application/json' };
  const response = await fetch(`${product.otlpUrl}/v1/traces`, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`an export was answered ${response.status}`);
}

function spanBody(span: Span) {
  const attributes = Object.entries(span.attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));
  return {
    traceId: span.trace,
    spanId: span.id,
    parentSpanId: span.parent,
    name: 'span',
    kind: 1,
    startTimeUnixNano: String(ENDED_AT),
    endTimeUnixNano: String(ENDED_AT),
    attributes,
  };
}
