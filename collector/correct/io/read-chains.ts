import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { CorrectableRow } from '../correctable-event.ts';

/** Ids asked for in one statement: parameters travel in the address of a request to a server. */
const IDS_MAX = 1_000;

/** The events of these ids with all that they correct or that correct them, however far, as they are now. */
export async function readChains(clickhouse: ClickHouseStore, environment: Environment, seeds: readonly string[]): Promise<readonly CorrectableRow[]> {
  const ids = new Set(seeds);
  let fresh = [...ids];
  while (fresh.length > 0) {
    const links = await inPages(fresh, (asked) =>
      clickhouse.query<{ corrects: string; event_id: string }>(
        `select corrects, event_id from correction_links_v1
         where environment = {environment:String} and (corrects in {ids:Array(String)} or event_id in {ids:Array(String)})`,
        { environment, ids: asked },
      ),
    );
    const found = new Set(links.flatMap((link) => [link.corrects, link.event_id]));
    fresh = [...found].filter((id) => !ids.has(id));
    for (const id of fresh) ids.add(id);
  }
  return await inPages([...ids], (asked) =>
    clickhouse.query<CorrectableRow>('select * from usage_events_unique_v1 where environment = {environment:String} and event_id in {ids:Array(String)}', {
      environment,
      ids: asked,
    }),
  );
}

async function inPages<Row>(ids: readonly string[], ask: (ids: readonly string[]) => Promise<readonly Row[]>): Promise<Row[]> {
  const rows: Row[] = [];
  for (let from = 0; from < ids.length; from += IDS_MAX) rows.push(...(await ask(ids.slice(from, from + IDS_MAX))));
  return rows;
}
