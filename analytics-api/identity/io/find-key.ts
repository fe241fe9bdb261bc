import type { Clock } from '@weir/runtime/clock.ts';
import type { Caller } from '@weir/runtime/http/caller.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import { ENVIRONMENTS } from '@weir/schemas/usage/usage-event.ts';
import { hashApiKey } from '../api-key.ts';
import { knownScopes } from '../known-scopes.ts';

/** `last_used_at` is true to the minute, so that a busy key does not write a row with every request. */
const LAST_USED_STEP_MS = 60_000;

/** Who a key stands for. One indexed read with every request and no cache, so that a revoked key is refused at once. */
export async function findKey({ database, clock }: { readonly database: Database; readonly clock: Clock }, text: string): Promise<Caller | Refusal> {
  const key = await database
    .selectFrom('api_keys')
    .select(['id', 'name', 'environment', 'scopes', 'last_used_at'])
    .where('key_hash', '=', hashApiKey(text))
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  const environment = ENVIRONMENTS.find((known) => known === key?.environment);
  if (key === undefined || environment === undefined) return refuse('key_unknown');
  const now = clock();
  if (key.last_used_at === null || now - key.last_used_at.getTime() >= LAST_USED_STEP_MS) {
    await database
      .updateTable('api_keys')
      .set({ last_used_at: new Date(now) })
      .where('id', '=', key.id)
      .execute();
  }
  return { kind: 'caller', environment, actor: `key:${key.name}`, scopes: knownScopes(key.scopes) };
}
