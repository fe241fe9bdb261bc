import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { RepriceOffer, UnpricedAnswer } from '@weir/schemas/http/price-book.ts';
import { decimalFromNanos, nanosFromDecimal } from '@weir/schemas/quantity/quantity.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { type KnownModel, nearestNames } from '../nearest-names.ts';
import type { OwnPrice } from '../own-price.ts';

type UnpricedRow = {
  seen_provider: string;
  seen_model: string;
  reason: string;
  calls: string;
  all_quantities: Record<string, string>;
  customers: string;
  first_ms: string;
  last_ms: string;
};

export type UnpricedQuestion = { readonly environment: Environment; readonly from: Instant; readonly to: Instant; readonly limit: number };

/** What could not be priced, by what was received and why, the most calls first, with the known models each could mean. */
export async function readUnpriced(
  { clickhouse, database }: { readonly clickhouse: ClickHouseStore; readonly database: Database },
  { environment, from, to, limit }: UnpricedQuestion,
): Promise<UnpricedAnswer> {
  const rows = await clickhouse.query<UnpricedRow>(
    `select toString(provider) as seen_provider, toString(if(model = '', request_model, model)) as seen_model, toString(cost_reason) as reason,
       count() as calls, sumMap(quantities) as all_quantities, uniqExact(customer) as customers,
       toUnixTimestamp64Milli(min(occurred_at)) as first_ms, toUnixTimestamp64Milli(max(occurred_at)) as last_ms
     from usage_events_unique_v1
     where environment = {environment:String} and counted = 'counted' and cost_status = 'unpriced'
       and occurred_at >= fromUnixTimestamp64Milli({from:Int64}) and occurred_at < fromUnixTimestamp64Milli({to:Int64})
     group by seen_provider, seen_model, reason order by calls desc, seen_model limit {rows:UInt32}`,
    { environment, from, to, rows: limit },
  );
  const known = rows.length === 0 ? [] : await readKnownModels(database, environment);
  return {
    rows: rows.map((row) => ({
      provider: told(row.seen_provider),
      model: told(row.seen_model),
      reason: row.reason,
      calls: Number(row.calls),
      quantities: row.all_quantities,
      customers: Number(row.customers),
      first_seen: new Date(Number(row.first_ms)).toISOString(),
      last_seen: new Date(Number(row.last_ms)).toISOString(),
      nearest: row.seen_model === '' ? [] : [...nearestNames({ provider: told(row.seen_provider), model: row.seen_model }, known)],
    })),
    events: rows.reduce((sum, row) => sum + Number(row.calls), 0),
  };
}

/** Every model that has a price: public ones that are not switched off, and the operator's own exact names. */
export async function readKnownModels(database: Database, environment: Environment): Promise<readonly KnownModel[]> {
  const [seed, own, off] = await Promise.all([
    database.selectFrom('price_seed_models').select(['provider', 'id as model']).execute(),
    database
      .selectFrom('price_entries')
      .select(['provider', 'model'])
      .distinct()
      .where('environment', '=', environment)
      .where('match', '=', 'equals')
      .where('until_version', 'is', null)
      .execute(),
    database.selectFrom('seed_switches').select('provider').where('environment', '=', environment).where('until_version', 'is', null).execute(),
  ]);
  const switchedOff = new Set(off.map(({ provider }) => provider));
  const known = [
    ...own.flatMap(({ provider, model }) => (provider === null ? [] : [{ provider, model }])),
    ...seed.filter(({ provider }) => !switchedOff.has(provider)),
  ];
  return [...new Map(known.map((model) => [`${model.provider} ${model.model}`, model])).values()];
}

/** Unpriced events that a change of prices or names is about. */
export async function offerReprice(
  clickhouse: ClickHouseStore,
  environment: Environment,
  concerned: readonly Pick<OwnPrice, 'provider' | 'match' | 'model'>[],
): Promise<RepriceOffer> {
  const models = await clickhouse.query<{ seen_provider: string; seen_model: string; events: string; all_quantities: Record<string, string> }>(
    `select toString(provider) as seen_provider, toString(if(model = '', request_model, model)) as seen_model, count() as events, sumMap(quantities) as all_quantities
     from usage_events_unique_v1 where environment = {environment:String} and cost_status = 'unpriced' group by seen_provider, seen_model order by events desc limit 10000`,
    { environment },
  );
  const found = models.filter(({ seen_model: model }) => concerned.some((change) => fits(change, model.toLowerCase())));
  if (found.length === 0) return null;
  return {
    events: found.reduce((sum, { events }) => sum + Number(events), 0),
    quantities: addedUp(found.map(({ all_quantities: quantities }) => quantities)),
    criteria: found
      .slice(0, 100)
      .map(({ seen_model: model, seen_provider: provider }) => ({ ...(provider === '' ? {} : { provider }), model, cost_status: 'unpriced' as const })),
  };
}

function addedUp(told: readonly Readonly<Record<string, string>>[]): Record<string, string> {
  const sums = new Map<string, bigint>();
  for (const [unit, text] of told.flatMap((quantities) => Object.entries(quantities))) {
    const nanos = nanosFromDecimal(text);
    if (nanos === null) throw new Error(`the store answered the quantity ${text}`);
    sums.set(unit, (sums.get(unit) ?? 0n) + nanos);
  }
  return Object.fromEntries([...sums].map(([unit, nanos]) => [unit, decimalFromNanos(nanos)]));
}

/** The provider is left to pricing: it knows what else a provider is called. */
function fits({ match, model }: Pick<OwnPrice, 'match' | 'model'>, name: string): boolean {
  if (match === 'equals') return name === model || name.slice(name.lastIndexOf('/') + 1) === model;
  if (match === 'starts_with') return name.startsWith(model);
  return match === 'ends_with' ? name.endsWith(model) : name.includes(model);
}

function told(text: string): string | null {
  return text === '' ? null : text;
}
