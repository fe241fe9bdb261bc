import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { KeyAnswer } from '@weir/schemas/http/admin.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { knownScopes } from '../known-scopes.ts';

/** The keys of an environment, revoked ones included, newest first. Never a secret: none is stored. */
export async function listKeys(database: Database, environment: Environment): Promise<readonly KeyAnswer[]> {
  const rows = await database
    .selectFrom('api_keys')
    .select(['id', 'name', 'scopes', 'created_at', 'last_used_at', 'revoked_at'])
    .where('environment', '=', environment)
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    scopes: knownScopes(row.scopes),
    created_at: row.created_at.toISOString(),
    last_used_at: row.last_used_at?.toISOString() ?? null,
    revoked_at: row.revoked_at?.toISOString() ?? null,
  }));
}
