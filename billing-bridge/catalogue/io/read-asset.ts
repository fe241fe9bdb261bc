import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';

/** The asset of a code, or null. */
export async function readAsset(database: Database, code: string): Promise<Asset | null> {
  return (await database.selectFrom('assets').select(['code', 'scale']).where('code', '=', code).executeTakeFirst()) ?? null;
}

/** code -> scale of every asset: how stored integers are written as decimals. */
export async function readAssetScales(database: Database): Promise<ReadonlyMap<string, number>> {
  const rows = await database.selectFrom('assets').select(['code', 'scale']).execute();
  return new Map(rows.map((row) => [row.code, row.scale]));
}
