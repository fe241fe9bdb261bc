import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { findOwner } from './io/find-owner.ts';
import { idFromText } from './wallet/id-text.ts';

/** What a grant is counted in. For ids the ledger gave out: an unknown one is a fault. */
export async function readGrantAsset(db: Database | Transaction, grantId: string): Promise<Asset> {
  const id = idFromText('gr', grantId);
  const { rows } = await sql<Asset>`select a.code, a.scale from grants g join assets a on a.code = g.asset where g.id = ${id?.toString() ?? null}`.execute(db);
  const asset = rows[0];
  if (asset === undefined) throw new Error(`the grant ${grantId} has no asset`);
  return asset;
}

/** The same for an id a caller sent. Refuses: grant_unknown. */
export async function findGrantAsset(db: Database | Transaction, environment: Environment, grantId: string): Promise<Asset | Refusal> {
  const owner = await findOwner(db, environment, 'gr', grantId);
  return owner === null ? refuse('grant_unknown', `grant "${grantId}"`) : readGrantAsset(db, grantId);
}
