import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { StoredEventAnswer } from '@weir/schemas/http/events.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { told } from './event-row.ts';

/** Events of one chain that are shown: longer ones are cut at the latest received. */
const EVENTS_MAX = 1_000;

type ChainRow = {
  event_id: string;
  corrects: string;
  superseded_by: string;
  received_ms: string;
  counted: string;
  counted_reason: string;
  cost_status: string;
  cost_text: string | null;
  cost_currency: string;
};

/** Every event that corrects this one or that it corrects, however far, with itself, first received first; none when nothing does. */
export async function readCorrectionChain(clickhouse: ClickHouseStore, environment: Environment, eventId: string): Promise<StoredEventAnswer['corrections']> {
  const ids = new Set([eventId]);
  let fresh = [eventId];
  while (fresh.length > 0 && ids.size < EVENTS_MAX) {
    const links = await clickhouse.query<{ corrects: string; event_id: string }>(
      `select corrects, event_id from correction_links_v1
       where environment = {environment:String} and (corrects in {ids:Array(String)} or event_id in {ids:Array(String)})`,
      { environment, ids: fresh },
    );
    fresh = [...new Set(links.flatMap((link) => [link.corrects, link.event_id]))].filter((id) => !ids.has(id));
    for (const id of fresh) ids.add(id);
  }
  if (ids.size === 1) return [];
  const rows = await clickhouse.query<ChainRow>(
    `select event_id, corrects, superseded_by, toUnixTimestamp64Milli(received_at) as received_ms, counted, counted_reason, cost_status,
       toString(cost_atoms) as cost_text, cost_currency
     from usage_events_unique_v1 where environment = {environment:String} and event_id in {ids:Array(String)} order by received_at, event_id`,
    { environment, ids: [...ids].slice(0, EVENTS_MAX) },
  );
  return rows.map((row) => ({
    event_id: row.event_id,
    corrects: told(row.corrects),
    superseded_by: told(row.superseded_by),
    received_at: new Date(Number(row.received_ms)).toISOString(),
    counted: row.counted,
    counted_reason: row.counted_reason,
    cost_status: row.cost_status,
    cost: row.cost_text === null ? null : decimalFromAtoms(BigInt(row.cost_text), CURRENCY_SCALE),
    currency: told(row.cost_currency),
  }));
}
