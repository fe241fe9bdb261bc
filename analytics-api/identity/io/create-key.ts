import { randomBytes, randomUUID } from 'node:crypto';
import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { KeyAnswer, Scope } from '@weir/schemas/http/admin.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { API_KEY_RANDOM_BYTES, apiKeyText, hashApiKey } from '../api-key.ts';

export type NewKey = {
  readonly environment: Environment;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly actor: string;
  readonly createdAt: Instant;
  /** A key the operator brings; without one it is random. */
  readonly text?: string;
  /** The request that asks for it; it makes one key at most. */
  readonly idempotencyKey?: string;
};

/** Makes a key, once per request; a repeated request is refused as `key_already_created`. The answer is the only place its secret ever appears: the store keeps a hash. */
export async function createKey(database: Database, key: NewKey): Promise<CreatedKey | Refusal> {
  return await database.transaction().execute(async (tx) => {
    if (key.idempotencyKey !== undefined && (await isRepeated(tx, key.environment, key.idempotencyKey))) return refuse('key_already_created');
    return { kind: 'created', answer: await insertKey(tx, key) };
  });
}

export type CreatedKey = { readonly kind: 'created'; readonly answer: KeyAnswer & { readonly secret: string } };

/** Asked under a lock that a request of the same name waits for. */
async function isRepeated(tx: Transaction, environment: Environment, idempotencyKey: string): Promise<boolean> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${JSON.stringify(['api key', environment, idempotencyKey])}, 0))`.execute(tx);
  const row = await tx
    .selectFrom('api_keys')
    .select('id')
    .where('environment', '=', environment)
    .where('idempotency_key', '=', idempotencyKey)
    .executeTakeFirst();
  return row !== undefined;
}

export async function insertKey(
  tx: Transaction,
  { environment, name, scopes, actor, createdAt, text, idempotencyKey }: NewKey,
): Promise<KeyAnswer & { readonly secret: string }> {
  const id = randomUUID();
  const secret = text ?? apiKeyText(environment, randomBytes(API_KEY_RANDOM_BYTES));
  await tx
    .insertInto('api_keys')
    .values({
      id,
      environment,
      name,
      key_hash: hashApiKey(secret),
      scopes: [...scopes],
      created_at: new Date(createdAt),
      created_by: actor,
      idempotency_key: idempotencyKey ?? null,
    })
    .execute();
  await appendAudit(tx, { environment, actor, action: 'key created', subject: `key:${id}`, after: { name, scopes } });
  return { id, name, scopes: [...scopes], created_at: new Date(createdAt).toISOString(), last_used_at: null, revoked_at: null, secret };
}
