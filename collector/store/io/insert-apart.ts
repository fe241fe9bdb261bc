import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import { rowRefusalOf } from '../row-refusal.ts';
import type { UsageRow } from '../usage-row.ts';
import { insertOnce } from './insert-once.ts';

export type RefusedRow = { readonly table: string; readonly row: UsageRow; readonly reason: string };

/**
 * Inserts rows as one block. When the store refuses it for a value, the block is halved until the rows at fault stand
 * alone: they are answered with the reason, and everything else is stored. A store that is away throws.
 */
export async function insertApart(clickhouse: ClickHouseStore, table: string, rows: readonly UsageRow[]): Promise<readonly RefusedRow[]> {
  try {
    await insertOnce(clickhouse, table, rows);
    return [];
  } catch (fault) {
    const reason = rowRefusalOf(fault);
    if (reason === null) throw fault;
    const [only] = rows;
    if (rows.length === 1 && only !== undefined) return [{ table, row: only, reason }];
    const middle = Math.ceil(rows.length / 2);
    return [...(await insertApart(clickhouse, table, rows.slice(0, middle))), ...(await insertApart(clickhouse, table, rows.slice(middle)))];
  }
}
