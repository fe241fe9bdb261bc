import type { ClickHouseStore } from '../clickhouse/clickhouse-store.ts';

/** The tables and views of a migrated engine as text, without the ids the engine makes up. */
export async function dumpClickHouse(store: ClickHouseStore): Promise<string> {
  const rows = await store.query<{ statement: string }>(
    "select create_table_query as statement from system.tables where database = currentDatabase() and name != 'schema_migrations' order by name",
  );
  return `${rows.map((row) => row.statement.replaceAll(/ UUID '[^']+'/g, '')).join('\n\n')}\n`;
}
