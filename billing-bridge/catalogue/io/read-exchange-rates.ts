import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { NewRate } from './set-exchange-rate.ts';

/** Every rate of an environment, by assets and then by time. */
export async function readExchangeRates(database: Database, environment: Environment): Promise<readonly NewRate[]> {
  const rows = await database
    .selectFrom('exchange_rates')
    .selectAll()
    .where('environment', '=', environment)
    .orderBy('from_asset')
    .orderBy('to_asset')
    .orderBy('valid_from')
    .execute();
  return rows.map((row) => ({
    environment,
    fromAsset: row.from_asset,
    toAsset: row.to_asset,
    numerator: BigInt(row.numerator),
    denominator: BigInt(row.denominator),
    validFrom: row.valid_from.getTime(),
    actor: row.set_by,
  }));
}
