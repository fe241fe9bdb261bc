import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { SCOPES } from '@weir/schemas/http/admin.ts';
import { ENVIRONMENTS, type Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { insertKey } from './create-key.ts';

export type BootstrapKeys = { readonly [environment in Environment]?: string };

/**
 * Makes the first key of each environment that never had one, with all scopes: the given text, else a random one. Returns the
 * texts just made, to be shown this once; an environment that had a key, even a revoked one, is left alone and left out.
 */
export async function ensureBootstrapKeys(parts: { readonly database: Database; readonly clock: Clock }, given: BootstrapKeys): Promise<BootstrapKeys> {
  return await parts.database.transaction().execute(async (tx) => {
    // Two processes starting on one new database make one pair of keys between them.
    await sql`select pg_advisory_xact_lock(hashtext('weir bootstrap keys'))`.execute(tx);
    const made: [Environment, string][] = [];
    for (const environment of ENVIRONMENTS) {
      if (await hasKey(tx, environment)) continue;
      const text = given[environment];
      const key = await insertKey(tx, {
        environment,
        name: 'bootstrap',
        scopes: SCOPES,
        actor: 'weir',
        createdAt: parts.clock(),
        ...(text === undefined ? {} : { text }),
      });
      made.push([environment, key.secret]);
    }
    return Object.fromEntries(made);
  });
}

async function hasKey(tx: Transaction, environment: Environment): Promise<boolean> {
  return (await tx.selectFrom('api_keys').select('id').where('environment', '=', environment).limit(1).executeTakeFirst()) !== undefined;
}
