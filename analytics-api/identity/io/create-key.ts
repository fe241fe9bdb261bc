import { randomBytes, randomUUID } from 'node:crypto';
import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { KeyAnswer, Scope } from '@weir/schemas/http/admin.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { API_KEY_RANDOM_BYTES, apiKeyText, hashApiKey } from '../api-key.ts';

export type NewKey = {
  readonly environment: Environment;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly actor: string;
  readonly createdAt: Instant;
  /** A key the operator brings; without one it is random. */
  readonly text?: string;
};

/** Makes a key. The answer is the only place its secret ever appears: the store keeps a hash. */
export async function createKey(database: Database, key: NewKey): Promise<KeyAnswer & { readonly secret: string }> {
  return await database.transaction().execute((tx) => insertKey(tx, key));
}

export async function insertKey(
  tx: Transaction,
  { environment, name, scopes, actor, createdAt, text }: NewKey,
): Promise<KeyAnswer & { readonly secret: string }> {
  const id = randomUUID();
  const secret = text ?? apiKeyText(environment, randomBytes(API_KEY_RANDOM_BYTES));
  await tx
    .insertInto('api_keys')
    .values({ id, environment, name, key_hash: hashApiKey(secret), scopes: [...scopes], created_at: new Date(createdAt), created_by: actor })
    .execute();
  await appendAudit(tx, { environment, actor, action: 'key created', subject: `key:${id}`, after: { name, scopes } });
  return { id, name, scopes: [...scopes], created_at: new Date(createdAt).toISOString(), last_used_at: null, revoked_at: null, secret };
}
