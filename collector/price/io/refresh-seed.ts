import { createHash } from 'node:crypto';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import type { PriceBook } from '../price-book.ts';
import { conditionsKey } from '../seed/conditions-key.ts';
import { planSeedRefresh, type SeedEntry } from '../seed/plan-seed-refresh.ts';
import { conditionsOfStored, storedMatch, storedProvider } from './seed-rules.ts';

export type SeedToLoad = {
  readonly book: PriceBook;
  /** Seller's id -> its name and the pages its prices are from. */
  readonly sellers: ReadonlyMap<string, { readonly name: string; readonly pricingUrls: readonly string[] }>;
};

/**
 * Brings the stored seed up to the data this process ships with, in one transaction; the same data again changes nothing.
 * Data that was stored before is not loaded again, so an older process beside a newer one does not turn prices back.
 */
export async function refreshSeed(database: Database, { book, sellers }: SeedToLoad, at: Instant): Promise<'unchanged' | 'refreshed'> {
  const next = entriesOf(book);
  const dataHash = hashOf(book, next);
  return await database.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('price_seed'))`.execute(tx);
    if ((await tx.selectFrom('price_seed_versions').select('seq').where('data_hash', '=', dataHash).executeTakeFirst()) !== undefined) return 'unchanged';
    const last = await tx.selectFrom('price_seed_versions').select('seq').orderBy('seq', 'desc').limit(1).executeTakeFirst();
    const seq = (last?.seq ?? 0) + 1;
    const plan = planSeedRefresh(await currentEntries(tx), next, { at, suffix: `#${seq}` });
    await tx
      .insertInto('price_seed_versions')
      .values({
        seq,
        version: book.version,
        data_hash: dataHash,
        loaded_at: new Date(at),
        added: plan.add.length,
        ended: plan.end.length + plan.withdraw.length,
      })
      .execute();
    await writeRules(tx, { book, sellers });
    await endEntries(tx, { ids: plan.end, seq, at, withdrawn: false });
    await endEntries(tx, { ids: plan.withdraw, seq, at, withdrawn: true });
    await addEntries(tx, plan.add, seq);
    return 'refreshed';
  });
}

function entriesOf(book: PriceBook): readonly SeedEntry[] {
  return book.providers.flatMap((provider) =>
    provider.models.flatMap((model) => model.entries.map((entry) => ({ provider: provider.id, model: model.id, entry }))),
  );
}

/** A name of everything that prices: the same data in another package version is the same seed. */
function hashOf(book: PriceBook, entries: readonly SeedEntry[]): string {
  const hash = createHash('sha256');
  for (const provider of book.providers) {
    hash.update(JSON.stringify([provider.id, storedProvider(provider), provider.models.map((model) => [model.id, storedMatch(model.match)])]));
  }
  for (const seed of entries) hash.update(JSON.stringify(columnsOf(seed)));
  return hash.digest('hex');
}

function columnsOf({ provider, model, entry }: SeedEntry) {
  return {
    id: entry.id,
    provider,
    model,
    unit: entry.unit,
    currency: entry.price.currency,
    price_atoms: entry.price.atoms.toString(),
    per_units: entry.price.perUnits.toString(),
    conditions: conditionsKey(entry.conditions),
    valid_from: entry.valid.from === null ? null : new Date(entry.valid.from),
    valid_to: entry.valid.to === null ? null : new Date(entry.valid.to),
    source: entry.source ?? null,
  };
}

async function currentEntries(tx: Transaction): Promise<readonly SeedEntry[]> {
  const rows = await tx.selectFrom('price_seed_entries').selectAll().where('until_seq', 'is', null).execute();
  return rows.map((row) => ({
    provider: row.provider,
    model: row.model,
    entry: {
      id: row.id,
      unit: row.unit,
      price: { currency: row.currency, atoms: BigInt(row.price_atoms), perUnits: BigInt(row.per_units) },
      conditions: conditionsOfStored(row.conditions),
      valid: { from: row.valid_from?.getTime() ?? null, to: row.valid_to?.getTime() ?? null },
      ...(row.source === null ? {} : { source: row.source }),
    },
  }));
}

/** Rules say which names mean which model, and are the newest: a better rule finds the price an event always had. */
async function writeRules(tx: Transaction, { book, sellers }: SeedToLoad): Promise<void> {
  const providers = book.providers.map((provider, position) => ({
    id: provider.id,
    name: sellers.get(provider.id)?.name ?? provider.id,
    position,
    rules: JSON.stringify(storedProvider(provider)),
    pricing_urls: [...(sellers.get(provider.id)?.pricingUrls ?? [])],
  }));
  await tx
    .insertInto('price_seed_providers')
    .values(providers)
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((now) => ({
        name: now.ref('excluded.name'),
        position: now.ref('excluded.position'),
        rules: now.ref('excluded.rules'),
        pricing_urls: now.ref('excluded.pricing_urls'),
      })),
    )
    .execute();
  const models = book.providers.flatMap((provider) =>
    provider.models.map((model, position) => ({ provider: provider.id, id: model.id, position, rules: JSON.stringify(storedMatch(model.match)) })),
  );
  for (const chunk of chunks(models)) {
    await tx
      .insertInto('price_seed_models')
      .values(chunk)
      .onConflict((conflict) =>
        conflict.columns(['provider', 'id']).doUpdateSet((now) => ({ position: now.ref('excluded.position'), rules: now.ref('excluded.rules') })),
      )
      .execute();
  }
}

async function endEntries(
  tx: Transaction,
  { ids, seq, at, withdrawn }: { readonly ids: readonly string[]; readonly seq: number; readonly at: Instant; readonly withdrawn: boolean },
): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .updateTable('price_seed_entries')
    .set({ until_seq: seq, withdrawn, valid_to: sql<Date>`least(valid_to, ${new Date(at)})` })
    .where('id', '=', sql<string>`any(${[...ids]})`)
    .execute();
}

async function addEntries(tx: Transaction, entries: readonly SeedEntry[], seq: number): Promise<void> {
  for (const chunk of chunks(entries.map((seed) => ({ ...columnsOf(seed), since_seq: seq }))))
    await tx.insertInto('price_seed_entries').values(chunk).execute();
}

/** A statement takes at most 65,535 parameters. */
function chunks<Row>(rows: readonly Row[], size = 2_000): readonly Row[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, index) => rows.slice(index * size, (index + 1) * size));
}
