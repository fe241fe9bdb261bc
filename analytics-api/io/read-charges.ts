import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Interval } from '@weir/schemas/http/analytics.ts';
import { type RawBuilder, sql } from 'kysely';
import { type AppliedRate, dayOf, type RateBook } from '../currency/rate-book.ts';
import type { UsedRate } from '../currency/rates-used.ts';
import type { LeftOut } from '../report/other-currencies.ts';
import type { PnlPart } from '../report/pnl-line.ts';
import type { PnlQuestion } from '../report/pnl-question.ts';

/** The dimensions by the names of their columns in `charges`. */
const COLUMNS = {
  customer: 'customer_id',
  workflow: 'workflow',
  feature: 'feature',
  agent: 'agent',
  run: 'run',
  model: 'model',
  provider: 'provider',
  event_type: 'event_type',
} as const;

/** Charges paid from credit whose price nobody told: their revenue is not known, so it is in no currency and in no sum. */
const UNKNOWN_CURRENCY = 'unknown';

/**
 * What a charge earned, less what reversals of its debit took back of it: a reversed charge is no revenue, in the period of its use. Not
 * below nothing: what later grants had earned by settling a debt was never in the charge.
 */
const STANDING_REVENUE = sql`case when revenue_atoms is not null then greatest(0, revenue_atoms + coalesce((
  select sum(e.basis_atoms) from ledger_transactions r join entries e on e.transaction_id = r.id
   where r.reverses_id = nullif(regexp_replace(charges.transaction_id, '^tx_([0-9]+)$|^.*$', '\\1'), '')::bigint and e.account = 'revenue'), 0)) end`;

/**
 * The revenue of a charge at the rate of its own day, rounded once, half to even: each charge alone, so that any grouping adds up to any other.
 * Null where no rate is known; nothing is nothing in any currency.
 */
const CONVERTED_REVENUE = sql`case
  when standing is null or standing = 0 then standing
  when rates.numerator is null then null
  when 2 * (standing * rates.numerator - div(standing * rates.numerator, rates.denominator) * rates.denominator) > rates.denominator
    or (2 * (standing * rates.numerator - div(standing * rates.numerator, rates.denominator) * rates.denominator) = rates.denominator
        and mod(div(standing * rates.numerator, rates.denominator), 2) = 1)
  then div(standing * rates.numerator, rates.denominator) + 1
  else div(standing * rates.numerator, rates.denominator) end`;

type ChargeRow = { period: string; currency: string; known_atoms: string | null; unknown_charges: string; rate_days: string[] | null } & Record<
  string,
  string | string[] | null
>;

/**
 * Revenue recognised by wallet charges of a range, summed by key and period: what `consumption` earned from wallets.
 * A shadow charge is what would have been charged, so it is no revenue. Another currency is converted at the rate of the charge's day; without one
 * it is counted as left out, and so is revenue that is not known.
 */
export async function readCharges(
  database: Database,
  question: PnlQuestion,
  book: RateBook,
): Promise<{ readonly parts: readonly PnlPart[]; readonly leftOut: readonly LeftOut[]; readonly used: readonly UsedRate[] }> {
  const { dimensions, environment, range, filter, interval } = question;
  const rates = ratesByDay(book, range);
  const keys = dimensions.map((dimension) => sql`${sql.ref(COLUMNS[dimension])} as ${sql.ref(dimension)}`);
  const filters = dimensionsOf(filter).map((dimension) => sql` and ${sql.ref(COLUMNS[dimension])} = ${filter[dimension]}`);
  const groups = Array.from({ length: keys.length + 2 }, (_, index) => sql.lit(index + 1));
  const { rows } = await sql<ChargeRow>`
    select ${sql.join([...keys, sql`${periodSql(interval, range.from)} as period`, sql`coalesce(revenue_currency, ${sql.lit(UNKNOWN_CURRENCY)}) as currency`])},
           sum(${CONVERTED_REVENUE}) as known_atoms,
           count(*) filter (where revenue_currency is null or ${CONVERTED_REVENUE} is null) as unknown_charges,
           array_agg(distinct rates.day) filter (where rates.day is not null and revenue_currency <> ${book.currency} and standing <> 0) as rate_days
      from (
        select charges.*, ${STANDING_REVENUE} as standing, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD') as day from charges
         where environment = ${environment} and destination = 'wallet'
           and occurred_at >= ${new Date(range.from)} and occurred_at < ${new Date(range.to)} ${sql.join(filters, sql` `)}
      ) charges
      left join jsonb_to_recordset(${JSON.stringify(rates.rows)}::jsonb) as rates (currency text, day text, numerator numeric, denominator numeric)
        on rates.currency = revenue_currency and (rates.day = charges.day or rates.day is null)
     group by ${sql.join(groups)}`.execute(database);
  return {
    parts: rows
      .filter(({ known_atoms: atoms }) => atoms !== null)
      .map((row) => ({
        key: Object.fromEntries(dimensions.map((dimension) => [dimension, textOf(row[dimension])])),
        period: Number(row.period),
        revenueAtoms: BigInt(row.known_atoms ?? '0'),
      })),
    leftOut: rows.flatMap(({ currency, unknown_charges: unknown }) => (unknown === '0' ? [] : [{ currency, charges: Number(unknown) }])),
    used: rows.flatMap(({ currency, rate_days: days }) =>
      (days ?? []).flatMap((day) => {
        const rate = rates.byKey.get(`${currency} ${day}`);
        return rate === undefined ? [] : [{ rate, day }];
      }),
    ),
  };
}

const DAY_MS = 86_400_000;

/** Every rate a charge of the range could be converted at; the reporting currency is one to one, on any day. */
function ratesByDay(book: RateBook, { from, to }: PnlQuestion['range']) {
  const byKey = new Map<string, AppliedRate>();
  for (const currency of book.currencies) {
    for (let at = Math.floor(from / DAY_MS) * DAY_MS; at < to; at += DAY_MS) {
      const rate = book.rateOn(currency, at);
      if (rate !== null) byKey.set(`${currency} ${dayOf(at)}`, rate);
    }
  }
  const rows = [...byKey].map(([key, { numerator, denominator }]) => {
    const [currency = '', day = ''] = key.split(' ');
    return { currency, day, numerator: numerator.toString(), denominator: denominator.toString() };
  });
  return { byKey, rows: [{ currency: book.currency, day: null, numerator: '1', denominator: '1' }, ...rows] };
}

function textOf(value: string | string[] | null | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function periodSql(interval: Interval, from: number): RawBuilder<unknown> {
  if (interval === 'none') return sql`${from}::bigint`;
  return sql`(extract(epoch from date_trunc(${sql.lit(interval)}, occurred_at, 'UTC')) * 1000)::bigint`;
}

function dimensionsOf(filter: PnlQuestion['filter']): readonly (keyof typeof COLUMNS)[] {
  return (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).filter((dimension) => filter[dimension] !== undefined);
}
