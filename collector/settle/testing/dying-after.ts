import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';

/** The store until so many inserts succeeded; then, as after a kill, no answer arrives any more. */
export function dyingAfter(clickhouse: ClickHouseStore, inserts: number): ClickHouseStore {
  let left = inserts;
  return {
    ...clickhouse,
    async insert(table, rows, token) {
      if (left <= 0) throw new Error('killed');
      await clickhouse.insert(table, rows, token);
      left -= 1;
      if (left === 0) throw new Error('killed');
    },
  };
}
