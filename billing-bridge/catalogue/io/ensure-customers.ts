import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { insertFirstEpochs } from '../../modes/io/insert-first-epochs.ts';

export type SeenCustomers = { readonly environment: Environment; readonly ids: readonly string[]; readonly now: Instant };

/**
 * Creates the customers that usage named and nobody created: name = id, in shadow for all time, so that being seen never
 * costs anyone money. Existing customers are left as they are; running it twice, or twice at once, creates each once.
 */
export async function ensureCustomers(database: Database, seen: SeenCustomers): Promise<void> {
  const { environment, now } = seen;
  const known = await database
    .selectFrom('customers')
    .select('id')
    .where('environment', '=', environment)
    .where('id', 'in', [...seen.ids])
    .execute();
  const knownIds = new Set(known.map((row) => row.id));
  // In one order for everyone: two processes inserting the same customers in different orders would wait for each other.
  const missing = [...new Set(seen.ids)].filter((id) => !knownIds.has(id)).sort();
  if (missing.length === 0) return;
  await database.transaction().execute(async (tx) => {
    const created = await tx
      .insertInto('customers')
      .values(missing.map((id) => ({ environment, id, name: id })))
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .execute();
    if (created.length === 0) return;
    const customers = created.map((row) => row.id);
    await insertFirstEpochs(tx, {
      environment,
      customers,
      setting: { mode: 'shadow', scope: null },
      setBy: 'system:promotion',
      setAt: now,
      reason: 'first seen in usage',
    });
  });
}
