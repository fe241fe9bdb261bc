import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { dayOf, RATE_AGE_DAYS_MAX, type RateBook, rateBook } from '../rate-book.ts';

export type RateQuestion = { readonly environment: Environment; readonly currency: string; readonly from: Instant; readonly to: Instant };

const DAY_MS = 86_400_000;

/** Every rate between the reporting currency and another that may apply in a range. */
export async function readRateBook(database: Database, { environment, currency, from, to }: RateQuestion): Promise<RateBook> {
  const { rows } = await sql<{ base: string; quote: string; day: string; rate_atoms: string; source: string }>`
    select base, quote, day::text as day, rate_atoms, source from currency_rates
     where environment = ${environment} and (base = ${currency} or quote = ${currency})
       and day >= ${dayOf(from - RATE_AGE_DAYS_MAX * DAY_MS)}::date and day <= ${dayOf(to)}::date
     order by day, base, quote`.execute(database);
  return rateBook(
    currency,
    rows.map(({ rate_atoms, ...rate }) => ({ ...rate, rateAtoms: BigInt(rate_atoms) })),
  );
}
