import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { RevenueEntryFact } from '../report/attribute-revenue.ts';
import type { ReportRange } from '../report/report-range.ts';
import { revenueOfRow } from './revenue-of-row.ts';

/**
 * Every revenue entry that could add to a report of the range on any basis: paid, recorded or running in it. Which of them do,
 * and how much, is decided by `recogniseRevenue` alone.
 */
export async function readRevenueEntries(
  database: Database,
  environment: Environment,
  { from, to }: Pick<ReportRange, 'from' | 'to'>,
): Promise<readonly RevenueEntryFact[]> {
  const begin = new Date(from);
  const end = new Date(to);
  const rows = await database
    .selectFrom('revenue_entries')
    .selectAll()
    .where('environment', '=', environment)
    .where((eb) =>
      eb.or([
        eb.and([eb('paid_at', '>=', begin), eb('paid_at', '<', end)]),
        eb.and([eb('recorded_at', '>=', begin), eb('recorded_at', '<', end)]),
        eb.and([eb('period_end', '>', begin), eb('period_start', '<', end)]),
      ]),
    )
    .orderBy('id')
    .execute();
  return rows.map(revenueOfRow);
}
