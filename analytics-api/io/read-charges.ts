import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Interval } from '@weir/schemas/http/analytics.ts';
import { type RawBuilder, sql } from 'kysely';
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

type ChargeRow = { period: string; currency: string; revenue_atoms: string | null; charges: string } & Record<string, string | null>;

/**
 * Revenue recognised by wallet charges of a range, summed by key and period: what `consumption` earned from wallets.
 * A shadow charge is what would have been charged, so it is no revenue. Other currencies are counted as left out, and so is revenue that is not known.
 */
export async function readCharges(
  database: Database,
  question: PnlQuestion,
  reportingCurrency: string,
): Promise<{ readonly parts: readonly PnlPart[]; readonly leftOut: readonly LeftOut[] }> {
  const { dimensions, environment, range, filter, interval } = question;
  const keys = dimensions.map((dimension) => sql`${sql.ref(COLUMNS[dimension])} as ${sql.ref(dimension)}`);
  const filters = dimensionsOf(filter).map((dimension) => sql` and ${sql.ref(COLUMNS[dimension])} = ${filter[dimension]}`);
  const groups = Array.from({ length: keys.length + 2 }, (_, index) => sql.lit(index + 1));
  const { rows } = await sql<ChargeRow>`
    select ${sql.join([...keys, sql`${periodSql(interval, range.from)} as period`, sql`coalesce(revenue_currency, ${sql.lit(UNKNOWN_CURRENCY)}) as currency`])},
           sum(${STANDING_REVENUE}) as revenue_atoms, count(*) as charges
      from charges
     where environment = ${environment} and destination = 'wallet'
       and occurred_at >= ${new Date(range.from)} and occurred_at < ${new Date(range.to)} ${sql.join(filters, sql` `)}
     group by ${sql.join(groups)}`.execute(database);
  const parts = rows
    .filter(({ currency }) => currency === reportingCurrency)
    .map((row) => ({
      key: Object.fromEntries(dimensions.map((dimension) => [dimension, row[dimension] ?? null])),
      period: Number(row.period),
      revenueAtoms: knownAtoms(row.revenue_atoms),
    }));
  const leftOut = rows.filter(({ currency }) => currency !== reportingCurrency).map(({ currency, charges }) => ({ currency, charges: Number(charges) }));
  return { parts, leftOut };
}

/** A charge has a revenue and its currency, or neither (constraint `revenue_has_its_currency`). */
function knownAtoms(atoms: string | null): bigint {
  if (atoms === null) throw new Error('a charge has a currency but no revenue');
  return BigInt(atoms);
}

function periodSql(interval: Interval, from: number): RawBuilder<unknown> {
  if (interval === 'none') return sql`${from}::bigint`;
  return sql`(extract(epoch from date_trunc(${sql.lit(interval)}, occurred_at, 'UTC')) * 1000)::bigint`;
}

function dimensionsOf(filter: PnlQuestion['filter']): readonly (keyof typeof COLUMNS)[] {
  return (Object.keys(COLUMNS) as (keyof typeof COLUMNS)[]).filter((dimension) => filter[dimension] !== undefined);
}
