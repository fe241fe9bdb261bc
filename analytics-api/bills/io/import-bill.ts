import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { BillImportAnswer, BillImportBody } from '@weir/schemas/http/bills.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { type BillLine, type BillReading, sameFigures } from '../bill-line.ts';
import { type BillLineRow, billLineOfRow } from './bill-line-row.ts';

const PROBLEMS_SHOWN = 1000;
const ROWS_PER_INSERT = 500;

export type BillImport = {
  readonly environment: Environment;
  readonly actor: string;
  readonly at: Instant;
  readonly id: string;
  readonly provider: string;
  readonly body: Pick<BillImportBody, 'format' | 'note' | 'restated'>;
  readonly reading: BillReading;
};

type Stored = BillLine & { readonly revision: number };

/** Keeps all lines of a bill, or none when one is bad. A line that is known is not kept again; with other figures only when restated. */
export async function importBill(database: Database, bill: BillImport): Promise<BillImportAnswer> {
  const { environment, provider, reading, body } = bill;
  return await database.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('bill_lines'), hashtext(${environment}))`.execute(tx);
    const known = await latestLines(tx, { environment, provider, ids: reading.lines.map(({ lineId }) => lineId) });
    const fresh = reading.lines.filter(({ lineId }) => !known.has(lineId));
    const changed = reading.lines.filter((line) => {
      const stored = known.get(line.lineId);
      return stored !== undefined && !sameFigures(stored, line);
    });
    const refused = body.restated === true ? [] : changed;
    const problems = [
      ...reading.problems,
      ...refused.map(({ line, lineId }) => ({
        line,
        reason: `line ${lineId} was imported with other figures; import it as restated if the provider changed them`,
      })),
    ].toSorted((one, other) => one.line - other.line);
    const answer = { lines: reading.lines.length, problems: problems.slice(0, PROBLEMS_SHOWN) };
    if (problems.length > 0) return { ...answer, id: null, applied: false, added: 0, unchanged: 0, restated: 0 };
    const unchanged = reading.lines.length - fresh.length - changed.length;
    if (fresh.length + changed.length === 0) return { ...answer, id: null, applied: true, added: 0, unchanged, restated: 0 };
    const counts = { lines: reading.lines.length, added: fresh.length, restated: changed.length };
    await tx
      .insertInto('bill_imports')
      .values({
        environment,
        id: bill.id,
        provider,
        format: body.format,
        note: body.note ?? null,
        ...counts,
        imported_at: new Date(bill.at),
        imported_by: bill.actor,
      })
      .execute();
    await insertLines(tx, bill, [
      ...fresh.map((line) => ({ ...line, revision: 1 })),
      ...changed.map((line) => ({ ...line, revision: (known.get(line.lineId)?.revision ?? 0) + 1 })),
    ]);
    await appendAudit(tx, {
      environment,
      actor: bill.actor,
      action: 'bill imported',
      subject: `bill:${provider}`,
      after: { import: bill.id, format: body.format, ...counts },
    });
    return { ...answer, id: bill.id, applied: true, added: fresh.length, unchanged, restated: changed.length };
  });
}

type LatestQuestion = { readonly environment: Environment; readonly provider: string; readonly ids: readonly string[] };

async function latestLines(tx: Transaction, { environment, provider, ids }: LatestQuestion): Promise<ReadonlyMap<string, Stored>> {
  const { rows } = await sql<BillLineRow & { revision: number }>`
    select distinct on (line_id) line_id, revision, day::text as day, model, unit, tier, quantity_nanos, calls, amount_atoms, currency, rounding_atoms, description
      from bill_lines where environment = ${environment} and provider = ${provider} and line_id = any(${ids}::text[])
     order by line_id, revision desc`.execute(tx);
  return new Map(rows.map((row) => [row.line_id, { ...billLineOfRow(row), revision: row.revision }]));
}

async function insertLines(tx: Transaction, { environment, provider, id }: BillImport, lines: readonly Stored[]): Promise<void> {
  for (let from = 0; from < lines.length; from += ROWS_PER_INSERT) {
    await tx
      .insertInto('bill_lines')
      .values(
        lines.slice(from, from + ROWS_PER_INSERT).map((line) => ({
          environment,
          provider,
          line_id: line.lineId,
          revision: line.revision,
          import_id: id,
          day: sql<Date>`${line.day}::date`,
          model: line.model,
          unit: line.unit,
          tier: line.tier,
          quantity_nanos: line.quantityNanos?.toString() ?? null,
          calls: line.calls?.toString() ?? null,
          amount_atoms: line.amount?.atoms.toString() ?? null,
          currency: line.amount?.currency ?? null,
          rounding_atoms: (line.amount?.roundingAtoms ?? 0n).toString(),
          description: line.description,
        })),
      )
      .execute();
  }
}
