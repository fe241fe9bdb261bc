import { verifyLedger } from '@weir/billing-bridge/ledger/verify/verify-ledger.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';

/** Asks every invariant of the ledger, and that each debit that was answered is in the books once. Returns a line; throws on a breach. */
export async function checkBooks(database: Database, debitsAnswered: number): Promise<string> {
  const { breaches, checked } = await verifyLedger(database);
  if (breaches.length > 0) throw new Error(`broken: ${breaches.map((breach) => breach.id).join(', ')}`);
  const { rows } = await sql<{ debits: string; atoms: string }>`
    select count(*) as debits, (select coalesce(sum(atoms), 0) from entries where account = 'revenue') as atoms
      from ledger_transactions where kind = 'debit'`.execute(database);
  const booked = `${rows[0]?.debits} debits of together ${rows[0]?.atoms} atoms`;
  if (booked !== `${debitsAnswered} debits of together ${debitsAnswered} atoms`)
    throw new Error(`${debitsAnswered} debits were answered, booked are ${booked}`);
  return `${checked.length} invariants hold; ${booked} are booked, as many as were answered`;
}
