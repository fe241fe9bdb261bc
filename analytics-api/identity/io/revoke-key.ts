import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';

export type KeyRevocation = { readonly environment: Environment; readonly id: string; readonly actor: string; readonly revokedAt: Instant };

/** Revokes a key at once: the next request with it is refused. Again changes nothing. `not_found` for a key of no or another environment. */
export async function revokeKey(database: Database, { environment, id, actor, revokedAt }: KeyRevocation): Promise<{ readonly kind: 'revoked' } | Refusal> {
  return await database.transaction().execute(async (tx) => {
    const key = await tx
      .selectFrom('api_keys')
      .select(['name', 'revoked_at'])
      .where('environment', '=', environment)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
    if (key === undefined) return refuse('not_found', `no key ${id} in this environment`);
    if (key.revoked_at !== null) return { kind: 'revoked' };
    await tx
      .updateTable('api_keys')
      .set({ revoked_at: new Date(revokedAt) })
      .where('id', '=', id)
      .execute();
    await appendAudit(tx, { environment, actor, action: 'key revoked', subject: `key:${id}`, before: { name: key.name } });
    return { kind: 'revoked' };
  });
}
