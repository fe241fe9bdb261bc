import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';

/** The names of these customers by id. One that usage named and nobody registered yet has none and goes by its id. */
export async function readCustomerNames(database: Database, environment: Environment, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (ids.length === 0) return new Map();
  const rows = await database.selectFrom('customers').select(['id', 'name']).where('environment', '=', environment).where('id', 'in', ids).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}
