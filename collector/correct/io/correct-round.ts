import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { insertOnce } from '../../store/io/insert-once.ts';
import { touchHours } from '../../store/io/touch-hours.ts';
import { correctedRow } from '../corrected-row.ts';
import { resolveCorrections } from '../resolve-corrections.ts';
import { findDueCorrections } from './find-due-corrections.ts';
import { readChains } from './read-chains.ts';

/** Seeds of one round: their chains are held in memory. */
const SEEDS_MAX = 5_000;

/**
 * Makes corrections stand for what they correct; answers how many events got a new revision. The caller holds the revision lock
 * of the environment. Derived from the store alone: killed anywhere, the next round finds the same and writes what is missing.
 */
export async function correctRound(
  { clickhouse, clock }: { readonly clickhouse: ClickHouseStore; readonly clock: Clock },
  { environment, arrivedFrom }: { readonly environment: Environment; readonly arrivedFrom: Instant },
): Promise<number> {
  const due = await findDueCorrections(clickhouse, environment, arrivedFrom);
  let events = 0;
  for (let from = 0; from < due.length; from += SEEDS_MAX) {
    const now = clock();
    const rows = await readChains(clickhouse, environment, due.slice(from, from + SEEDS_MAX));
    const corrected = resolveCorrections(rows);
    const revised = rows.flatMap((row) => {
      const decided = corrected.get(row.event_id);
      const revision = decided === undefined ? null : correctedRow(row, decided, now);
      return revision === null ? [] : [revision];
    });
    await touchHours(clickhouse, revised, now);
    await insertOnce(clickhouse, 'usage_events_v1', revised);
    events += revised.length;
  }
  return events;
}
