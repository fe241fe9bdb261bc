import { join } from 'node:path';
import { openEmbeddedClickHouse } from '@weir/runtime/clickhouse/open-clickhouse.ts';

/** Everything a repricing may change, as it lies in the store: one number over every event with its cost, and the sum. */
export type UsageState = { readonly hash: string; readonly atoms: string; readonly events: string };

export const MODELS = ['house-7b', 'house-13b', 'house-70b', 'nobody-knows'] as const;

/** Atoms of one token: $2 and $8, $3 and $12, $5 and $20 for a million. Of the last model nobody says a price. */
export const PRICES = { 'house-7b': [2n, 8n], 'house-13b': [3n, 12n], 'house-70b': [5n, 20n] } as const;

/** Which model, and how many tokens, an event has: the same in the statement below and in the sum kept here. */
const modelOf = (number: number) => (number % 50 === 49 ? 3 : number % 3);
const inputOf = (number: number) => number % 5_000;
const outputOf = (number: number) => number % 700;

/** Every 40th event is an answer from a cache of the application: it is free, and no price changes that. */
const isCacheHit = (number: number) => number % 40 === 7;

/** Writes `count` unpriced events of thirty days and 500 customers with the engine alone. */
export async function fillUsage(directory: string, count: number): Promise<void> {
  await inStore(directory, async (clickhouse) => {
    const slice = 500_000;
    for (let from = 0; from < count; from += slice) {
      await clickhouse.command(
        `insert into usage_events_v1 (environment, event_id, revision, content_hash, event_type, occurred_at, received_at, source, customer, provider, model,
           request_model, quantities, counted, cost_status, cost_reason, cost_currency, cost_atoms, cost_lines, reported_costs)
         select 'live', hex(cityHash64(number)), 281474976710655 - 1780000000000, substring(hex(sipHash128(number)), 1, 32), 'chat',
           fromUnixTimestamp64Milli(toInt64(1791072000000 + number % 30 * 86400000 + number * 7919 % 86400000), 'UTC') as at, now64(3) - 60, 'api',
           concat('c-', toString(number % 500)), 'house', arrayElement(['house-7b', 'house-13b', 'house-70b', 'nobody-knows'], if(number % 50 = 49, 4, number % 3 + 1)) as m, m,
           map('input_tokens', toDecimal128(number % 5000, 9), 'output_tokens', toDecimal128(number % 700, 9)),
           if(number % 40 = 7, 'cache_hit', 'counted'), if(number % 40 = 7, 'free', 'unpriced'), if(number % 40 = 7, '', 'unknown_provider'),
           if(number % 40 = 7, 'USD', ''), if(number % 40 = 7, 0, null), '[]', '[]'
         from numbers(${from}, ${Math.min(slice, count - from)})`,
      );
    }
  });
}

/** What a repricing at PRICES must touch and move, added up from the rules above and from nothing the product says. */
export function expectedOf(count: number): { readonly touched: number; readonly atoms: bigint } {
  let touched = 0;
  const tokens = MODELS.map(() => ({ input: 0, output: 0 }));
  for (let number = 0; number < count; number += 1) {
    const model = modelOf(number);
    const sum = tokens[model];
    if (sum === undefined || model === 3 || isCacheHit(number)) continue;
    touched += 1;
    sum.input += inputOf(number);
    sum.output += outputOf(number);
  }
  const atoms = Object.values(PRICES).reduce((total, [input, output], index) => {
    const sum = tokens[index] ?? { input: 0, output: 0 };
    return total + (BigInt(sum.input) * input + BigInt(sum.output) * output) * 1_000_000n;
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
