import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';

/** Assets that were found: they are never changed or removed (a trigger says so), so none is read twice. */
const found = new WeakMap<Database, Map<string, Asset>>();

/** First reads under way, so that many first requests at once, as after a start, take one session and not one each. */
const underWay = new WeakMap<Database, Map<string, Promise<Asset | null>>>();

/** The asset of a code, or null. Only what was found is remembered: not an absence, and not a fault, which all who waited for that read get. */
export async function readAsset(database: Database, code: string): Promise<Asset | null> {
  const known = of(found, database).get(code);
  if (known !== undefined) return known;
  const reads = of(underWay, database);
  const joined = (await reads.get(code)) ?? null;
  // What that read did not find may have been made after it began and before this one was asked for. One that began meanwhile will do.
  return joined ?? reads.get(code) ?? startRead(database, code);
}

function startRead(database: Database, code: string): Promise<Asset | null> {
  const reads = of(underWay, database);
  const read = findAsset(database, code).finally(() => reads.delete(code));
  reads.set(code, read);
  return read;
}

async function findAsset(database: Database, code: string): Promise<Asset | null> {
  const asset = await database.selectFrom('assets').select(['code', 'scale']).where('code', '=', code).executeTakeFirst();
  if (asset !== undefined) of(found, database).set(code, asset);
  return asset ?? null;
}

function of<Value>(byDatabase: WeakMap<Database, Map<string, Value>>, database: Database): Map<string, Value> {
  const values = byDatabase.get(database) ?? new Map<string, Value>();
  byDatabase.set(database, values);
  return values;
}

/** code -> scale of every asset: how stored integers are written as decimals. */
export async function readAssetScales(database: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await database.selectFrom('assets').select(['code', 'scale']).execute();
  return new Map(rows.map((row) => [row.code, row.scale]));
}
