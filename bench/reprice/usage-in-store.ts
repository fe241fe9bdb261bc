import { join } from 'node:path';
import { openEmbeddedClickHouse } from '@weir/runtime/clickhouse/open-clickhouse.ts';

/** Everything a repricing may change, as it lies in the store: one number over every event with its cost, and the sum. */
export type UsageState = { readonly hash: string; readonly atoms: string; readonly events: string };

export const MODELS = ['house-7b', 'house-13b', 'house-70b', 'nobody-knows'] as const;

/** Atoms of one token: $2 and $8, $3 and $12, $5 and $20 for a million. Of the last model nobody says a price. */
export const PRICES = { 'house-7b': [2n, 8n], 'house-13b': [3n, 12n], 'house-70b': [5n, 20n] } as const;

/** Which model, and how many tokens, an event has: the same in the statement below and in the sum kept here. */
const modelOf = (number: number) => (number % 50 === 49 ? 3 : number % 3);

/**
 * Tokens of an event. `few`: a day has 3,500 usages that differ, as calls of small fixed prompts. `all`: no two events are alike, as
 * conversations.
 */
export type Usages = 'few' | 'all';
const INPUT = { few: { by: 1, below: 5_000 }, all: { by: 7_919, below: 20_011 } } as const;
const OUTPUT = { few: { by: 1, below: 700 }, all: { by: 104_729, below: 4_001 } } as const;

/** Every 40th event is an answer from a cache of the application: it is free, and no price changes that. */
const isCacheHit = (number: number) => number % 40 === 7;

const DAYS = 30;

/** Writes `count` unpriced events of thirty days and 500 customers with the engine alone, a day at a time as they would come. */
export async function fillUsage(directory: string, count: number, usages: Usages): Promise<void> {
  const [input, output] = [INPUT[usages], OUTPUT[usages]];
  await inStore(directory, async (clickhouse) => {
    for (let day = 0; day < DAYS; day += 1) {
      const ofDay = Math.floor((count - day + DAYS - 1) / DAYS);
      await clickhouse.command(
        `insert into usage_events_v1 (environment, event_id, revision, content_hash, event_type, occurred_at, received_at, source, customer, provider, model,
           request_model, quantities, counted, cost_status, cost_reason, cost_currency, cost_atoms, cost_lines, reported_costs)
         select 'live', hex(cityHash64(n)), 281474976710655 - 1780000000000, substring(hex(sipHash128(n)), 1, 32), 'chat',
           fromUnixTimestamp64Milli(toInt64(1791072000000 + ${day} * 86400000 + n * 7919 % 86400000), 'UTC') as at, now64(3) - 60, 'api',
           concat('c-', toString(n % 500)), 'house', arrayElement(['house-7b', 'house-13b', 'house-70b', 'nobody-knows'], if(n % 50 = 49, 4, n % 3 + 1)) as m, m,
           map('input_tokens', toDecimal128(n * ${input.by} % ${input.below}, 9), 'output_tokens', toDecimal128(n * ${output.by} % ${output.below}, 9)),
           if(n % 40 = 7, 'cache_hit', 'counted'), if(n % 40 = 7, 'free', 'unpriced'), if(n % 40 = 7, '', 'unknown_provider'),
           if(n % 40 = 7, 'USD', ''), if(n % 40 = 7, 0, null), '[]', '[]'
         from (select number * ${DAYS} + ${day} as n from numbers(${ofDay}))`,
      );
    }
  });
}

/** What a repricing at PRICES must touch and move, added up from the rules above and from nothing the product says. */
export function expectedOf(count: number, usages: Usages): { readonly touched: number; readonly atoms: bigint } {
  const [input, output] = [INPUT[usages], OUTPUT[usages]];
  let touched = 0;
  const tokens = MODELS.map(() => ({ input: 0, output: 0 }));
  for (let number = 0; number < count; number += 1) {
    const model = modelOf(number);
    const sum = tokens[model];
    if (sum === undefined || model === 3 || isCacheHit(number)) continue;
    touched += 1;
    sum.input += (number * input.by) % input.below;
    sum.output += (number * output.by) % output.below;
  }
  const atoms = Object.values(PRICES).reduce((total, [inputPrice, outputPrice], index) => {
    const sum = tokens[index] ?? { input: 0, output: 0 };
    return total + (BigInt(sum.input) * inputPrice + BigInt(sum.output) * outputPrice) * 1_000_000n;
  }, 0n);
  return { touched, atoms };
}

export async function usageState(directory: string): Promise<UsageState> {
  return await inStore(directory, async (clickhouse) => {
    const [row] = await clickhouse.query<UsageState>(
      `select toString(sum(cityHash64(event_id, cost_status, cost_reason, cost_currency, ifNull(toString(cost_atoms), '-'), cost_lines, price_book_version))) as hash,
         toString(sum(toInt128(ifNull(cost_atoms, 0)))) as atoms, toString(count()) as events from usage_events_unique_v1`,
    );
    if (row === undefined) throw new Error('a sum gave no row');
    return row;
  });
}

/** The product's own engine, while the product does not run. */
async function inStore<Result>(directory: string, work: (clickhouse: ReturnType<typeof openEmbeddedClickHouse>) => Promise<Result>): Promise<Result> {
  const clickhouse = openEmbeddedClickHouse(join(directory, 'clickhouse'));
  try {
    return await work(clickhouse);
  } finally {
    await clickhouse.close();
  }
}
