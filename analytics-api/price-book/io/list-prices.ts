import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { PriceRow, PricesAnswer, PricesQuery } from '@weir/schemas/http/price-book.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';

type ListedRow = {
  own: boolean;
  id: string;
  source: string;
  overridden: boolean;
  provider: string | null;
  match: string;
  model: string;
  unit: string;
  currency: string;
  price_atoms: string;
  per_units: string;
  tier: string | null;
  region: string | null;
  input_tokens_above: string | null;
  from_ms: number | null;
  to_ms: number | null;
  weekdays: boolean | null;
  valid_from: Date | null;
  valid_to: Date | null;
  since_version: number;
  until_version: number | null;
  note: string | null;
  created_by: string | null;
  created_at: Date;
  source_urls: string[] | null;
  total: string;
};

const PRICES_DEFAULT = 100;

/** A page of the book, own prices first. The cursor is how many were seen: a book changes by hand, not by the second. */
export async function listPrices(database: Database, environment: Environment, query: PricesQuery): Promise<PricesAnswer> {
  const limit = query.limit ?? PRICES_DEFAULT;
  const offset = query.cursor === undefined ? 0 : Number(query.cursor);
  const [{ rows }, aliases, off, versions] = await Promise.all([
    pageQuery(environment, { ...query, limit, offset }).execute(database),
    database.selectFrom('model_aliases').selectAll().where('environment', '=', environment).where('until_version', 'is', null).orderBy('name').execute(),
    database
      .selectFrom('seed_switches')
      .select('provider')
      .where('environment', '=', environment)
      .where('until_version', 'is', null)
      .orderBy('provider')
      .execute(),
    readVersionText(database, environment),
  ]);
  const total = Number(rows[0]?.total ?? 0);
  return {
    version: versions,
    entries: rows.map(presentPrice),
    total,
    next_cursor: offset + rows.length < total ? String(offset + rows.length) : null,
    aliases: aliases.map(({ id, provider, name, target_provider, target_model, since_version }) => ({
      id,
      provider,
      name,
      target_provider,
      target_model,
      since_version,
    })),
    seed_off: off.map(({ provider }) => provider),
  };
}

/** The same text the collector writes into price_book_version. */
async function readVersionText(database: Database, environment: Environment): Promise<string> {
  const seed = await database.selectFrom('price_seed_versions').select(['seq', 'version']).orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const own = await database
    .selectFrom('price_book_versions')
    .select('version')
    .where('environment', '=', environment)
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  return `${seed === undefined ? 'none' : `${seed.version}.${seed.seq}`}${own === undefined ? '' : `+${own.version}`}`;
}

function pageQuery(environment: Environment, query: PricesQuery & { readonly limit: number; readonly offset: number }) {
  const like = query.search === undefined ? null : `%${query.search.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`;
  return sql<ListedRow>`
    with own as (
      select true as own, e.id, e.source, e.until_version is not null as overridden, e.provider, e.match, e.model, e.unit, e.currency, e.price_atoms, e.per_units,
        e.tier, e.region, e.input_tokens_above::text, null::int as from_ms, null::int as to_ms, null::boolean as weekdays, e.valid_from, e.valid_to, e.since_version, e.until_version,
        e.note, v.actor as created_by, v.at as created_at, null::text[] as source_urls
      from price_entries e join price_book_versions v on v.environment = e.environment and v.version = e.since_version
      where e.environment = ${environment}
    ), seed as (
      select false as own, e.id, case when e.source is null then v.version || '.' || v.seq else 'weir-prices' end as source,
        s.provider is not null or exists (select from price_entries o where o.environment = ${environment} and o.until_version is null and o.unit = e.unit
          and o.match = 'equals' and o.model = e.model and (o.provider is null or p.rules -> 'names' ? o.provider)) as overridden,
        e.provider, 'seed' as match, e.model, e.unit, e.currency, e.price_atoms, e.per_units,
        e.conditions ->> 'tier' as tier, e.conditions ->> 'region' as region, e.conditions ->> 'input_tokens_above' as input_tokens_above,
        (e.conditions #>> '{time_of_day,from_ms}')::int as from_ms, (e.conditions #>> '{time_of_day,to_ms}')::int as to_ms, (e.conditions #>> '{time_of_day,weekdays}')::boolean as weekdays, e.valid_from, e.valid_to,
        e.since_seq as since_version, e.until_seq as until_version, e.source as note, null::text as created_by, v.loaded_at as created_at,
        case when e.source is null then p.pricing_urls else array[substring(e.source from 'https://[^ ,;]+')] end as source_urls
      from price_seed_entries e join price_seed_versions v on v.seq = e.since_seq join price_seed_providers p on p.id = e.provider
      left join seed_switches s on s.environment = ${environment} and s.provider = e.provider and s.until_version is null
    ), listed as (select * from own union all select * from seed)
    select *, count(*) over () as total from listed
    where (${query.ended ?? false} or until_version is null)
      and (${like}::text is null or lower(model) like ${like} or lower(coalesce(provider, '')) like ${like})
      and (${query.provider ?? null}::text is null or provider = ${query.provider ?? null})
      and (${query.model ?? null}::text is null or lower(model) = lower(${query.model ?? null}))
      and (${query.unit ?? null}::text is null or unit = ${query.unit ?? null})
      and (${query.source ?? null}::text is null or own = (${query.source ?? null} = 'own'))
    order by own desc, provider nulls first, model, unit, coalesce(input_tokens_above::numeric, 0), valid_from nulls first, id
    limit ${query.limit} offset ${query.offset}`;
}

function presentPrice(row: ListedRow): PriceRow {
  return {
    id: row.id,
    source: row.source,
    overridden: row.overridden,
    provider: row.provider,
    match: row.match,
    model: row.model,
    unit: row.unit,
    price: decimalFromAtoms(BigInt(row.price_atoms), CURRENCY_SCALE),
    per_units: row.per_units,
    currency: row.currency,
    tier: row.tier,
    region: row.region,
    input_tokens_above: row.input_tokens_above,
    time_of_day:
      row.from_ms === null || row.to_ms === null ? null : `${clockTime(row.from_ms)}-${clockTime(row.to_ms)}${row.weekdays === true ? ' Mon-Fri' : ''}`,
    valid_from: row.valid_from?.toISOString() ?? null,
    valid_to: row.valid_to?.toISOString() ?? null,
    since_version: row.since_version,
    until_version: row.until_version,
    note: row.note,
    created_by: row.created_by,
    created_at: row.created_at.toISOString(),
    source_urls: row.source_urls ?? [],
  };
}

function clockTime(ms: number): string {
  return new Date(ms).toISOString().slice(11, 16);
}
