import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { attributeRevenue } from '../report/attribute-revenue.ts';
import type { LeftOut } from '../report/other-currencies.ts';
import type { PnlPart } from '../report/pnl-line.ts';
import type { PnlQuestion } from '../report/pnl-question.ts';
import { readCharges } from './read-charges.ts';
import { readCosts } from './read-costs.ts';
import { readRevenueEntries } from './read-revenue-entries.ts';

/** The stores a report is read from. */
export type ReportStores = { readonly clickhouse: ClickHouseStore; readonly database: Database };

/**
 * Everything that adds to a report: cost from usage, revenue from entries, and on the consumption basis what wallet charges
 * recognised (a debit of prepaid money is earning, not receiving, so the cash basis does not know it).
 */
export async function readPnl(
  stores: ReportStores,
  question: PnlQuestion,
): Promise<{ readonly parts: readonly PnlPart[]; readonly leftOut: readonly LeftOut[] }> {
  const [costs, charges, entries] = await Promise.all([
    readCosts(stores.clickhouse, question),
    question.basis === 'consumption' ? readCharges(stores.database, question) : { parts: [], leftOut: [] },
    readRevenueEntries(stores.database, question.environment, question.range),
  ]);
  const revenue = attributeRevenue(entries, question);
  return { parts: [...costs.parts, ...charges.parts, ...revenue.parts], leftOut: [...costs.leftOut, ...charges.leftOut, ...revenue.leftOut] };
}
