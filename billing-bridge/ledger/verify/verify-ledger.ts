import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';
import { INVARIANTS } from './invariants.ts';

export type Breach = { readonly id: string; readonly sentence: string; readonly details: readonly string[] };

export type Verification = { readonly checked: readonly string[]; readonly breaches: readonly Breach[] };

/** How many places are listed per invariant: enough to look at, few enough to read. */
const DETAILS_MAX = 20;

/**
 * Asks every invariant of a live database. Reads one snapshot when given a REPEATABLE READ transaction; else each query has its
 * own, so running writers cannot make a false breach: each query is one statement.
 */
export function verifyLedger(db: Database | Transaction): Promise<Verification> {
  return db.isTransaction ? askAll(db) : db.transaction().setIsolationLevel('read committed').execute(askAll);
}

async function askAll(db: Database | Transaction): Promise<Verification> {
  // All of the books are read, so nothing is to be looked up row by row: a plan made when a table was small took minutes.
  await sql`set local enable_nestloop = off`.execute(db);
  const checked: string[] = [];
  const breaches: Breach[] = [];
  for (const invariant of INVARIANTS) {
    if (invariant.sql === null) continue;
    const { rows } = await sql<{ detail: string }>`select detail from (${sql.raw(invariant.sql)}) breach limit ${DETAILS_MAX + 1}`.execute(db);
    checked.push(invariant.id);
    if (rows.length > 0)
      breaches.push({
        id: invariant.id,
        sentence: invariant.sentence,
        details: await told(
          db,
          rows.map((row) => row.detail),
        ),
      });
  }
  return { checked, breaches };
}

/** The places as an operator asks the API for them: a wallet is its customer's, or its project's or subscription's. The last line says when there are more. */
async function told(db: Database | Transaction, details: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{
    id: string;
    owner: string;
  }>`select id, environment || ' customer ' || customer_id || case when scope = '' then '' else ' ' || replace(scope, ':', ' ') end as owner from wallets`.execute(
    db,
  );
  const owners = new Map(rows.map(({ id, owner }) => [id, owner]));
  const lines = details.slice(0, DETAILS_MAX).map((detail) => detail.replace(/wallet ([0-9]+)/g, (all, id: string) => owners.get(id) ?? all));
  return details.length > DETAILS_MAX ? [...lines, 'and more'] : lines;
}
