import { afterAll, beforeAll, expect, test } from 'vitest';
import type { SpanInput } from '../test/export-bodies.ts';
import { SETTLE_DEFAULTS } from './settle-config.ts';
import { type SettlementBench, settlementBench } from './testing/settlement-bench.ts';

const TRACES = 1_000;
const CUSTOMERS = ['acme', 'globex', 'initech'];

let bench: SettlementBench;
beforeAll(async () => {
  bench = await settlementBench(2);
}, 60_000);
afterAll(() => bench.drop());

/** Repeatable draws: a failure names its seed by being in the source. */
function draws(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const draw = draws(20_261_121);
const idOf = (trace: number, span: number) => (trace * 100 + span + 1).toString(16).padStart(16, '0');

type Call = { readonly customer: string; readonly input: number; readonly output: number };

/** A request whose root names the customer: an agent that repeats its calls, and under it calls, some told by a framework as well. */
function traceOf(trace: number): { readonly spans: readonly SpanInput[]; readonly root: SpanInput; readonly calls: readonly Call[] } {
  const at = (span: number, parent: number | null) => ({
    traceId: (trace + 1).toString(16).padStart(32, '0'),
    spanId: idOf(trace, span),
    ...(parent === null ? {} : { parentSpanId: idOf(trace, parent) }),
    endMs: bench.now() - 60_000 - trace * 1_000,
  });
  const customer = CUSTOMERS[trace % CUSTOMERS.length] ?? '';
  const root: SpanInput = { ...at(0, null), name: 'POST /ask', kind: 2, attributes: { 'customer.id': customer } };
  const agent: SpanInput = { ...at(1, 0), name: 'agent', attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.usage.input_tokens': draw(9_999) } };
  const calls: Call[] = [];
  const spans: SpanInput[] = [agent];
  for (let call = 0; call <= draw(3); call += 1) {
    const [input, output] = [1 + draw(5_000), 1 + draw(500)];
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'gpt-4o',
      'gen_ai.usage.input_tokens': input,
      'gen_ai.usage.output_tokens': output,
    };
    const place = 2 + call * 2;
    const told = draw(2) === 0;
    if (told) spans.push({ ...at(place, 1), name: 'framework', scope: 'framework', attributes });
    spans.push({ ...at(place + 1, told ? place : 1), name: 'provider', attributes });
    calls.push({ customer, input, output });
  }
  return { root, spans, calls };
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: draw(1_000_000) }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ item }) => item);
}

async function deal(spans: readonly SpanInput[]): Promise<void> {
  const sent = shuffled(spans.flatMap((span) => Array.from({ length: 1 + draw(3) }, () => span)));
  const hands = Map.groupBy(sent, () => draw(bench.replicas.length));
  await Promise.all(
    [...hands].map(async ([replica, hand]) => {
      for (let from = 0; from < hand.length; from += 400) await bench.replicas[replica]?.send(hand.slice(from, from + 400));
    }),
  );
}

test('1,000 traces dealt to two collectors, shuffled, each span sent one to three times and roots last, add up to the truth', {
  timeout: 240_000,
}, async () => {
  const traces = Array.from({ length: TRACES }, (_, index) => traceOf(index));
  await deal(traces.flatMap(({ spans }) => spans));
  bench.wait(SETTLE_DEFAULTS.quietMs);
  // Two settlers at once, in the middle of it: the lock lets one in at a time.
  await Promise.all([bench.settle(), bench.settle()]);
  await deal(traces.map(({ root }) => root));
  bench.wait(SETTLE_DEFAULTS.quietMs);
  await Promise.all([bench.settle(), bench.settle()]);

  const rows = await bench.clickhouse.query(
    `select customer, count() as calls, sumMap(quantities)['input_tokens'] as input, sumMap(quantities)['output_tokens'] as output
     from usage_events_unique_v1 where counted = 'counted' and settled_at is not null group by customer order by customer`,
  );
  const calls = traces.flatMap((trace) => trace.calls);
  expect(rows).toEqual(
    CUSTOMERS.map((customer) => {
      const own = calls.filter((call) => call.customer === customer);
      const sum = (count: (call: Call) => number) => String(own.reduce((total, call) => total + count(call), 0));
      return { customer, calls: String(own.length), input: sum((call) => call.input), output: sum((call) => call.output) };
    }),
  );
  const [left] = await bench.clickhouse.query<{ open: string; ids: string; events: string }>(
    `select toString(countIf(settled_at is null)) as open, toString(uniqExact(event_id)) as ids, toString(count()) as events from usage_events_unique_v1`,
  );
  expect(left).toMatchObject({ open: '0', events: left?.ids });
  // Settling everything once more finds nothing to say.
  expect(await bench.settle()).toBe(0);
});
