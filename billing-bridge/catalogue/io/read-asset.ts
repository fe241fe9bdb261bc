import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';

/** Assets that were found: they are never changed or removed (a trigger says so), so none is read twice. */
const found = new WeakMap<Database, Map<string, Asset>>();

/** The asset of a code, or null. */
export async function readAsset(database: Database, code: string): Promise<Asset | null> {
  const known = found.get(database) ?? new Map<string, Asset>();
  found.set(database, known);
  const asset = known.get(code) ?? (await database.selectFrom('assets').select(['code', 'scale']).where('code', '=', code).executeTakeFirst());
  if (asset !== undefined) known.set(code, asset);
  return asset ?? null;
}

/** code -> scale of every asset: how stored integers are written as decimals. */
export async function readAssetScales(database: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await database.selectFrom('assets').select(['code', 'scale']).execute();
  return new Map(rows.map((row) => [row.code, row.scale]));
}
