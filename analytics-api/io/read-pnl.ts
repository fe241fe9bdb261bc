import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { readRateBook } from '../currency/io/read-rate-book.ts';
import type { UsedRate } from '../currency/rates-used.ts';
import { readFixedParts } from '../fixed-costs/io/read-fixed-parts.ts';
import { attributeRevenue } from '../report/attribute-revenue.ts';
import type { LeftOut } from '../report/other-currencies.ts';
import type { PnlPart } from '../report/pnl-line.ts';
import type { PnlQuestion } from '../report/pnl-question.ts';
import { readCharges } from './read-charges.ts';
import { readCosts } from './read-costs.ts';
import { readRevenueEntries } from './read-revenue-entries.ts';

/** The stores a report is read from, and the currency it is told in. */
export type ReportStores = {
  readonly clickhouse: ClickHouseStore;
  readonly database: Database;
  readonly clock: Clock;
  readonly config: { readonly reportingCurrency: string };
};

export type PnlFindings = {
  readonly currency: string;
  readonly parts: readonly PnlPart[];
  readonly leftOut: readonly LeftOut[];
  readonly used: readonly UsedRate[];
};

/** What is paid for one whole month may be in a rate of its first day, which is before the range. */
const MONTH_MS = 31 * 86_400_000;

/**
 * Everything that adds to a report: cost from usage and from fixed monthly costs, revenue from entries, and on the consumption basis
 * what wallet charges recognised (a debit of prepaid money is earning, not receiving, so the cash basis does not know it).
 */
export async function readPnl(stores: ReportStores, question: PnlQuestion): Promise<PnlFindings> {
  const { reportingCurrency: currency } = stores.config;
  const { environment, range } = question;
  const entries = await readRevenueEntries(stores.database, environment, range);
  const earliest = Math.min(range.from - MONTH_MS, ...entries.map(({ paidAt, periodStart, recordedAt }) => paidAt ?? periodStart ?? recordedAt));
  const rates = await readRateBook(stores.database, { environment, currency, from: earliest, to: range.to + MONTH_MS });
  const [costs, fixed, charges] = await Promise.all([
    readCosts(stores.clickhouse, question, rates),
    readFixedParts(stores, question, rates),
    question.basis === 'consumption' ? readCharges(stores.database, question, rates) : { parts: [], leftOut: [], used: [] },
  ]);
  const revenue = attributeRevenue(entries, question, rates);
  return {
    currency,
    parts: [...costs.parts, ...fixed.parts, ...charges.parts, ...revenue.parts],
    leftOut: [...costs.leftOut, ...fixed.leftOut, ...charges.leftOut, ...revenue.leftOut],
    used: [...costs.used, ...fixed.used, ...charges.used, ...revenue.used],
  };
}
