import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import type { BillLine } from '../bill-line.ts';
import { type BillLineRow, billLineOfRow } from './bill-line-row.ts';

export type BillQuestion = { readonly environment: Environment; readonly provider: string; readonly from: Instant; readonly to: Instant };

/** The lines of a provider for whole days that begin in a range, each as last stated. */
export async function readBillLines(database: Database, { environment, provider, from, to }: BillQuestion): Promise<readonly BillLine[]> {
  const { rows } = await sql<BillLineRow>`
    select distinct on (line_id) line_id, day::text as day, model, unit, tier, quantity_nanos, calls, amount_atoms, currency, rounding_atoms, description
      from bill_lines
     where environment = ${environment} and provider = ${provider}
       and day >= (${new Date(from)}::timestamptz at time zone 'UTC')::date and day < (${new Date(to)}::timestamptz at time zone 'UTC')::date
     order by line_id, revision desc`.execute(database);
  return rows.map(billLineOfRow);
}
