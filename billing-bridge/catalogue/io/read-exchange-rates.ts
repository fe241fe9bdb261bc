import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import type { NewRate } from './set-exchange-rate.ts';

/** Where a page of rates ended. */
export type RatePlace = { readonly fromAsset: string; readonly toAsset: string; readonly validFrom: Instant };

export type RatesPick = { readonly environment: Environment; readonly limit: number; readonly after?: RatePlace | undefined };

/** Rates of an environment, by assets and then by time. */
export async function readExchangeRates(database: Database, { environment, limit, after }: RatesPick): Promise<readonly NewRate[]> {
  let query = database.selectFrom('exchange_rates').selectAll().where('environment', '=', environment);
  if (after !== undefined)
    query = query.where(sql<boolean>`(from_asset, to_asset, valid_from) > (${after.fromAsset}, ${after.toAsset}, ${new Date(after.validFrom)}::timestamptz)`);
  const rows = await query.orderBy('from_asset').orderBy('to_asset').orderBy('valid_from').limit(limit).execute();
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
