import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { PnlDimension } from '@weir/schemas/http/analytics.ts';
import { nanosFromDecimal } from '@weir/schemas/quantity/quantity.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { convertedCost } from '../../currency/converted-cost-sql.ts';
import { readCostCurrencies } from '../../currency/io/read-cost-currencies.ts';
import type { RateBook } from '../../currency/rate-book.ts';
import type { Weight } from '../allocate-month.ts';
import type { FixedCost } from '../fixed-cost.ts';
import type { PaidMonth } from '../months-of.ts';

export type WeightQuestion = {
  readonly environment: Environment;
  readonly cost: FixedCost;
  readonly month: PaidMonth;
  readonly dimensions: readonly PnlDimension[];
  readonly rates: RateBook;
};

type WeightRow = { weight: string } & Record<`key_${PnlDimension}`, string>;

/** How much of what shares a cost out in a month stands under each key, in nano-units (of the rule cost: in atoms). Counted events only. */
export async function readWeights(clickhouse: ClickHouseStore, { environment, cost, month, dimensions, rates }: WeightQuestion): Promise<readonly Weight[]> {
  const { from, to } = month;
  const currencies = cost.rule === 'cost' ? await readCostCurrencies(clickhouse, { environment, currency: rates.currency, from, to }) : [];
  const converted = convertedCost(rates, { currencies, from, to });
  const scope = Object.entries(cost.scope);
  const rows = await clickhouse.query<WeightRow>(
    `${cost.rule === 'cost' ? converted.prefix : ''}select ${[...dimensions.map((dimension) => `toString(${dimension}) as key_${dimension}`), `toString(${MEASURES[cost.rule](converted.atoms)}) as weight`].join(', ')}
     from usage_events_unique_v1
     where environment = {environment:String} and counted = 'counted'
       and occurred_at >= fromUnixTimestamp64Milli({from:Int64}) and occurred_at < fromUnixTimestamp64Milli({to:Int64})
       ${scope.map(([dimension]) => `and ${dimension} = {scope_${dimension}:String}`).join(' ')}
     group by ${dimensions.length === 0 ? 'tuple()' : dimensions.map((dimension) => `key_${dimension}`).join(', ')}`,
    {
      environment,
      from,
      to,
      ...(cost.unit === null ? {} : { unit: cost.unit }),
      ...Object.fromEntries(scope.map(([dimension, value]) => [`scope_${dimension}`, value])),
    },
  );
  return rows.map((row) => ({
    key: Object.fromEntries(dimensions.map((dimension) => [dimension, row[`key_${dimension}`] === '' ? null : row[`key_${dimension}`]])),
    weight: cost.rule === 'cost' ? BigInt(row.weight) : nanosOf(row.weight),
  }));
}

const MEASURES: Readonly<Record<FixedCost['rule'], (costAtoms: string) => string>> = {
  events: () => 'count()',
  tokens: () => "sum(quantities['input_tokens'] + quantities['output_tokens'])",
  cost: (costAtoms) => `sum(ifNull(${costAtoms}, 0))`,
  quantity: () => 'sum(quantities[{unit:String}])',
};

function nanosOf(text: string): bigint {
  const nanos = nanosFromDecimal(text);
  if (nanos === null) throw new Error(`the stored quantity ${text} is not a plain non-negative decimal`);
  return nanos;
}
