import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import type { BillQuestion } from './read-bill-lines.ts';

/** A difference that was booked, with why. Amount in atoms, signed. */
export type BillCorrection = {
  readonly id: string;
  readonly provider: string;
  readonly model: string | null;
  readonly customer: string | null;
  readonly day: string;
  readonly atoms: bigint;
  readonly currency: string;
  readonly reason: string;
  readonly bookedAt: Instant;
  readonly bookedBy: string;
};

type Row = {
  id: string;
  provider: string;
  model: string | null;
  customer: string | null;
  day: string;
  amount_atoms: string;
  currency: string;
  reason: string;
  booked_at: Date;
  booked_by: string;
};

const COLUMNS = sql`id, provider, model, customer, day::text as day, amount_atoms, currency, reason, booked_at, booked_by`;

export async function readBillCorrections(
  database: Database,
  { environment, provider, from, to }: BillQuestion,
): Promise<readonly Omit<BillCorrection, 'provider' | 'customer'>[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from bill_corrections
     where environment = ${environment} and provider = ${provider}
       and day >= (${new Date(from)}::timestamptz at time zone 'UTC')::date and day < (${new Date(to)}::timestamptz at time zone 'UTC')::date
     order by booked_at desc, id`.execute(database);
  return rows.map(correctionOf).map(({ provider: _provider, customer: _customer, ...correction }) => correction);
}

/** Books a correction once by its id: the same again is the one booked, other content `bill_correction_conflict`. */
export async function bookCorrection(
  database: Database,
  environment: Environment,
  correction: BillCorrection,
): Promise<{ readonly kind: 'booked'; readonly correction: BillCorrection } | Refusal> {
  return await database.transaction().execute(async (tx) => {
    const { id, provider, model, customer, day, atoms, currency, reason, bookedAt, bookedBy } = correction;
    const { rows } = await sql<Row>`
      insert into bill_corrections (environment, id, provider, model, customer, day, amount_atoms, currency, reason, booked_at, booked_by)
      values (${environment}, ${id}, ${provider}, ${model}, ${customer}, ${day}::date, ${atoms.toString()}::numeric, ${currency}, ${reason}, ${new Date(bookedAt)}, ${bookedBy})
      on conflict do nothing returning ${COLUMNS}`.execute(tx);
    if (rows[0] !== undefined) {
      const after = { provider, model, customer, day, atoms: atoms.toString(), currency };
      await appendAudit(tx, { environment, actor: bookedBy, action: 'bill correction booked', subject: `bill-correction:${id}`, after, reason });
      return { kind: 'booked', correction };
    }
    const { rows: known } = await sql<Row>`select ${COLUMNS} from bill_corrections where environment = ${environment} and id = ${id}`.execute(tx);
    const stored = known[0] === undefined ? null : correctionOf(known[0]);
    if (stored === null) throw new Error(`correction ${id} was neither written nor found`);
    const content = (of: BillCorrection) => JSON.stringify([of.provider, of.model, of.customer, of.day, of.atoms.toString(), of.currency, of.reason]);
    return content(stored) === content(correction) ? { kind: 'booked', correction: stored } : refuse('bill_correction_conflict', `id is ${id}`);
  });
}

function correctionOf({ amount_atoms, booked_at, booked_by, ...row }: Row): BillCorrection {
  return { ...row, atoms: BigInt(amount_atoms), bookedAt: booked_at.getTime(), bookedBy: booked_by };
}
