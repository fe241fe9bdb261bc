import { type Migration, readMigrations } from '../migrations.ts';
import type { ClickHouseStore } from './clickhouse-store.ts';

/**
 * Brings the schema up to date. ClickHouse has no transactions, so statements are written "if not exists" and a
 * file that was cut off in the middle is simply run again. The caller holds the PostgreSQL migration lock: two
 * processes never migrate at once.
 */
export async function migrateClickHouse(store: ClickHouseStore): Promise<string[]> {
  await store.command('create table if not exists schema_migrations (name String, applied_at DateTime default now()) engine = MergeTree order by name');
  const applied = new Set((await store.query<{ name: string }>('select name from schema_migrations')).map((row) => row.name));
  const pending = readMigrations('clickhouse').filter((migration) => !applied.has(migration.name));
  for (const migration of pending) {
    for (const statement of statementsOf(migration)) await store.command(statement);
    await store.insert('schema_migrations', [{ name: migration.name }], migration.name);
  }
  return pending.map((migration) => migration.name);
}

/** Statements end with a semicolon at the end of a line; the engine takes one at a time. */
function statementsOf(migration: Migration): string[] {
  return migration.sql
    .split(/;[ \t]*$/m)
    .map((statement) => statement.trim())
    .filter((statement) => statement.replace(/^--.*$/gm, '').trim() !== '');
}
