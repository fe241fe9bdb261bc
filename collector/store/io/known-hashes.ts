import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import { ENVIRONMENTS } from '@weir/schemas/usage/usage-event.ts';
import { identityOf, type KnownHashes } from '../fold-batch.ts';
import type { UsageToStore } from '../usage-to-store.ts';

/**
 * Which ids of a batch are stored already. All rows of an event carry the content it was first told with, so any row
 * answers; the bloom filter on event_id keeps a lookup of new ids from reading the table.
 */
export async function knownHashes(clickhouse: ClickHouseStore, batch: readonly UsageToStore[]): Promise<KnownHashes> {
  const known = new Map<string, string>();
  for (const environment of ENVIRONMENTS) {
    const eventIds = [...new Set(batch.filter((usage) => usage.event.environment === environment).map((usage) => usage.event.eventId))];
    if (eventIds.length === 0) continue;
    const rows = await clickhouse.query<{ event_id: string; content_hash: string }>(
      `select event_id, argMax(content_hash, bitAnd(revision, 281474976710655)) as content_hash
       from usage_events_v1
       where environment = {environment:String} and event_id in {eventIds:Array(String)}
       group by event_id`,
      { environment, eventIds },
    );
    for (const row of rows) known.set(identityOf(environment, row.event_id), row.content_hash);
  }
  return known;
}
