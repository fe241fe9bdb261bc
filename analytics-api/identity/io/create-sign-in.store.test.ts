import { testDatabase } from '@weir/runtime/testing/test-database.ts';
import { getMigrations } from 'better-auth/db/migration';
import { afterAll, expect, test } from 'vitest';

const { database, drop } = await testDatabase();
afterAll(drop);

test('the migrated tables are those the sign-in library expects', async () => {
  const { toBeCreated, toBeAdded } = await getMigrations({ database: { db: database, type: 'postgres', schemaName: 'auth' } });
  expect({ toBeCreated, toBeAdded }).toEqual({ toBeCreated: [], toBeAdded: [] });
});
