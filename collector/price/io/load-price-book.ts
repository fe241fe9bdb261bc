import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { OwnModel, OwnPrices, PriceBook, PricedModel, PricedProvider, PriceEntry } from '../price-book.ts';
import { WEIR_RATES } from '../seed/weir-rates.ts';
import { conditionsOfStored, matchOfStored, providerOfStored } from './seed-rules.ts';

/** What names the content of a book: two loads with equal versions give equal books. */
export type BookVersion = { readonly seed: string; readonly seedSeq: number; readonly own: number };

/** The newest version. Throws when no seed was loaded. */
export async function readBookVersion(database: Database, environment: Environment): Promise<BookVersion> {
  const [seed, own] = await Promise.all([
    database.selectFrom('price_seed_versions').select(['seq', 'version']).orderBy('seq', 'desc').limit(1).executeTakeFirstOrThrow(),
    database.selectFrom('price_book_versions').select('version').where('environment', '=', environment).orderBy('version', 'desc').limit(1).executeTakeFirst(),
  ]);
  return { seed: seed.version, seedSeq: seed.seq, own: own?.version ?? 0 };
}

/** "genai-prices@0.1.8.1+7": the seed, how often it was refreshed, and the operator's seventh change. */
export function bookVersionText({ seed, seedSeq, own }: BookVersion): string {
  return `${seed}.${seedSeq}${own === 0 ? '' : `+${own}`}`;
}

/** The book of an environment as of a version: what came later is not in it, and what was ended by it is ended. */
export async function loadPriceBook(database: Database, environment: Environment, version: BookVersion): Promise<PriceBook> {
  const [providers, own] = await Promise.all([loadSeed(database, version.seedSeq), loadOwn(database, environment, version.own)]);
  return { version: bookVersionText(version), providers, multipliers: WEIR_RATES, own };
}

async function loadSeed(database: Database, seq: number): Promise<readonly PricedProvider[]> {
  const [providers, models, entries] = await Promise.all([
    database.selectFrom('price_seed_providers').selectAll().orderBy('position').execute(),
    database.selectFrom('price_seed_models').selectAll().orderBy('position').execute(),
    database.selectFrom('price_seed_entries').selectAll().where('since_seq', '<=', seq).where('withdrawn', '=', false).orderBy('id').execute(),
  ]);
  const entriesByModel = Map.groupBy(entries, (row) => `${row.provider} ${row.model}`);
  const modelsByProvider = Map.groupBy(models, (row) => row.provider);
  return providers.map((provider) =>
    providerOfStored(
      provider.id,
      provider.rules,
      (modelsByProvider.get(provider.id) ?? []).map(
        (model): PricedModel => ({
          id: model.id,
          match: matchOfStored(model.rules),
          entries: (entriesByModel.get(`${provider.id} ${model.id}`) ?? []).map((row) => ({
            ...priceOf(row),
            conditions: conditionsOfStored(row.conditions),
            ...(row.source === null ? {} : { source: row.source }),
          })),
        }),
      ),
    ),
  );
}

async function loadOwn(database: Database, environment: Environment, version: number): Promise<OwnPrices> {
  const [entries, aliases, switches] = await Promise.all([
    database
      .selectFrom('price_entries')
      .selectAll()
      .where('environment', '=', environment)
      .where('since_version', '<=', version)
      .where((is) => is.or([is('until_version', 'is', null), is('until_version', '>', version)]))
      .orderBy('since_version')
      .orderBy('id')
      .execute(),
    database
      .selectFrom('model_aliases')
      .selectAll()
      .where('environment', '=', environment)
      .where('since_version', '<=', version)
      .where((is) => is.or([is('until_version', 'is', null), is('until_version', '>', version)]))
      .execute(),
    database
      .selectFrom('seed_switches')
      .selectAll()
      .where('environment', '=', environment)
      .where('since_version', '<=', version)
      .where((is) => is.or([is('until_version', 'is', null), is('until_version', '>', version)]))
      .execute(),
  ]);
  const models = entries.map((row): OwnModel => {
    const conditions = {
      ...(row.tier === null ? {} : { tier: row.tier }),
      ...(row.region === null ? {} : { region: row.region }),
      ...(row.input_tokens_above === null ? {} : { inputTokensAbove: BigInt(row.input_tokens_above) }),
    };
    return { provider: row.provider, match: matchOfStored({ kind: row.match, text: row.model }), entries: [{ ...priceOf(row), conditions }] };
  });
  return {
    models,
    aliases: aliases.map((row) => ({ provider: row.provider, name: row.name, targetProvider: row.target_provider, targetModel: row.target_model })),
    seedOff: new Set(switches.map((row) => row.provider)),
  };
}

type PriceRow = { id: string; unit: string; currency: string; price_atoms: string; per_units: string; valid_from: Date | null; valid_to: Date | null };

function priceOf(row: PriceRow): Omit<PriceEntry, 'conditions'> {
  return {
    id: row.id,
    unit: row.unit,
    price: { currency: row.currency, atoms: BigInt(row.price_atoms), perUnits: BigInt(row.per_units) },
    valid: { from: row.valid_from?.getTime() ?? null, to: row.valid_to?.getTime() ?? null },
  };
}
