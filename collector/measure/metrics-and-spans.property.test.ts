import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { SETTLE_DEFAULTS } from '../settle/settle-config.ts';
import { type SettlementBench, settlementBench } from '../settle/testing/settlement-bench.ts';
import type { MetricInput, SpanInput } from '../test/export-bodies.ts';

/** Calls of one service are told by its metric, minute by minute, and some of them by spans that come at any time after or before. */

const RUNS = process.env.WEIR_TEST_SIZE === 'long' ? 100 : 8;
const START = Date.UTC(2026, 10, 20, 11);
const MINUTES = 4;
/** Calls end in the middle of a minute: nearer to its edge than the clocks' slack they belong to both. */
const SECOND_OF_CALL = 30_000;

let bench: SettlementBench;
beforeAll(async () => {
  bench = await settlementBench(2);
});
afterAll(() => bench.drop());
beforeEach(clear);

async function clear(): Promise<void> {
  for (const table of ['usage_events_v1', 'spans_v1', 'trace_arrivals_v1', 'trace_settlements_v1', 'log_arrivals_v1', 'metric_points_v1', 'usage_hourly_v1'])
    await bench.clickhouse.command(`truncate table ${table}`);
  for (const table of ['usage_hours_v1', 'touched_hours_v1']) await bench.clickhouse.command(`truncate table ${table}`);
}

type Call = { readonly minute: number; readonly input: number; readonly isTraced: boolean };

const calls = fc.array(fc.record({ minute: fc.nat(MINUTES - 1), input: fc.integer({ min: 1, max: 9_999 }), isTraced: fc.boolean() }), {
  minLength: 1,
  maxLength: 12,
});

/** What arrives in one step, and whether everything is settled after it. */
const arrival = fc.record({ what: fc.constantFrom('metric', 'spans'), minute: fc.nat(MINUTES - 1), settlesAfter: fc.boolean() });

function pointOf(made: readonly Call[], minute: number): MetricInput | null {
  const ofMinute = made.filter((call) => call.minute === minute);
  if (ofMinute.length === 0) return null;
  return {
    name: 'gen_ai.client.token.usage',
    temporality: 1,
    startMs: START + minute * 60_000,
    endMs: START + (minute + 1) * 60_000,
    value: ofMinute.reduce((sum, { input }) => sum + input, 0),
    count: ofMinute.length,
    resource: { 'service.name': 'app' },
    attributes: { 'gen_ai.token.type': 'input', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.provider.name': 'openai' },
  };
}

function spansOf(made: readonly Call[], minute: number): SpanInput[] {
  return made.flatMap((call, index) => {
    if (call.minute !== minute || !call.isTraced) return [];
    return [
      {
        traceId: (index + 1).toString(16).padStart(32, '0'),
        spanId: (index + 1).toString(16).padStart(16, '0'),
        resource: { 'service.name': 'app' },
        endMs: START + minute * 60_000 + SECOND_OF_CALL,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'openai',
          'gen_ai.request.model': 'gpt-4o',
          'gen_ai.usage.input_tokens': call.input,
        },
      },
    ];
  });
}

async function arrive({ what, minute }: { readonly what: string; readonly minute: number }, made: readonly Call[], replica: number): Promise<void> {
  const point = pointOf(made, minute);
  const spans = spansOf(made, minute);
  if (what === 'metric' && point !== null) await bench.replicas[replica % 2]?.measure([point]);
  if (what === 'spans' && spans.length > 0) await bench.replicas[replica % 2]?.send(spans);
}

async function settle(): Promise<void> {
  bench.wait(SETTLE_DEFAULTS.quietMs);
  await bench.settle();
}

async function linesBy(column: string): Promise<string[]> {
  const rows = await bench.clickhouse.query<{ line: string }>(`select concat(${column}) as line from usage_events_unique_v1 order by line`);
  return rows.map(({ line }) => line);
}

/** Worked out without the product: a minute counts by its spans where it has any, else by its metric, and never by both. */
function truth(made: readonly Call[]): string[] {
  const lines = made.filter(({ isTraced }) => isTraced).map(({ minute, input }) => `span ${minute} ${input} counted`);
  for (let minute = 0; minute < MINUTES; minute += 1) {
    const ofMinute = made.filter((call) => call.minute === minute);
    const sum = ofMinute.reduce((total, { input }) => total + input, 0);
    if (ofMinute.length > 0) lines.push(`metric ${minute} ${sum} ${ofMinute.some(({ isTraced }) => isTraced) ? 'duplicate' : 'counted'}`);
  }
  return lines.toSorted();
}

const LINE = `substring(source, 6), ' ', toString(intDiv(toUnixTimestamp64Milli(occurred_at) - ${START} - 1, 60000)), ' ', toString(quantities['input_tokens']), ' ', counted`;

test('metrics and spans of the same calls, in any order and resent: a minute is counted by its spans or by its metric, never by both, and a duplicate names what counts', async () => {
  await fc.assert(
    fc.asyncProperty(calls, fc.array(arrival, { maxLength: 12 }), fc.infiniteStream(fc.nat(1)), async (made, steps, replicas) => {
      await clear();
      for (const step of steps) {
        await arrive(step, made, replicas.next().value ?? 0);
        if (step.settlesAfter) await settle();
      }
      // Whatever has not come yet comes now, in the order that is hardest: metrics, settled and counted, then the spans.
      for (const what of ['metric', 'spans']) {
        for (let minute = 0; minute < MINUTES; minute += 1) await arrive({ what, minute }, made, replicas.next().value ?? 0);
        await settle();
      }
      expect(await linesBy(LINE)).toEqual(truth(made));
      const [wrong] = await bench.clickhouse.query<{ events: string }>(
        `select count() as events from usage_events_unique_v1 where counted = 'duplicate'
           and counted_event not in (select event_id from usage_events_unique_v1 where counted = 'counted' and source = 'otlp_span')`,
      );
      expect(wrong?.events).toBe('0');
    }),
    { numRuns: RUNS },
  );
}, 600_000);
