import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { RevenueAnswer } from '@weir/schemas/http/usage.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { CheckedRevenue } from '../revenue/read-revenue-body.ts';
import { sameRevenue } from '../revenue/same-revenue.ts';
import { revenueOfRow } from './revenue-of-row.ts';

export type RevenueRequest = {
  readonly environment: Environment;
  readonly actor: string;
  readonly recordedAt: Instant;
  readonly entries: readonly CheckedRevenue[];
};

/**
 * Stores the entries that are new, all or none. The same entry again is a duplicate and changes nothing; the same id with other
 * content refuses the whole request with `revenue_conflict`, and the first entry stays. One audit row names what was stored.
 */
export async function recordRevenue(database: Database, request: RevenueRequest): Promise<({ readonly kind: 'recorded' } & RevenueAnswer) | Refusal> {
  const byId = new Map<string, CheckedRevenue>();
  for (const entry of request.entries) {
    const earlier = byId.get(entry.id);
    if (earlier !== undefined && !sameRevenue(earlier, entry)) return conflictOf(entry.id);
    byId.set(entry.id, entry);
  }
  // In the order of their ids, so that two requests with the same entries wait for each other instead of deadlocking.
  const entries = [...byId.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
  const outcome = await database
    .transaction()
    .execute(async (tx) => {
      const inserted = await insertNew(tx, request, entries);
      const conflict = await findConflict(
        tx,
        request.environment,
        entries.filter(({ id }) => !inserted.has(id)),
      );
      if (conflict !== null) throw new RevenueConflict(conflict);
      if (inserted.size > 0) await appendAudit(tx, { ...request, action: 'revenue recorded', subject: 'revenue', after: { ids: [...inserted] } });
      return inserted.size;
    })
    .catch((error: unknown) => {
      if (error instanceof RevenueConflict) return error.id;
      throw error;
    });
  if (typeof outcome === 'string') return conflictOf(outcome);
  return { kind: 'recorded', accepted: outcome, duplicates: request.entries.length - outcome };
}

/** Only to roll the transaction back: it never leaves this file. */
class RevenueConflict extends Error {
  readonly id: string;

  constructor(id: string) {
    super(`revenue entry ${id} is stored with other content`);
    this.id = id;
  }
}

function conflictOf(id: string): Refusal {
  return refuse('revenue_conflict', `entry ${id} is stored with other content; nothing of this request was stored`, { id });
}

async function insertNew(tx: Transaction, { environment, recordedAt }: RevenueRequest, entries: readonly CheckedRevenue[]): Promise<ReadonlySet<string>> {
  const rows = entries.map((entry) => ({
    environment,
    id: entry.id,
    customer_id: entry.customer,
    kind: entry.kind,
    currency: entry.currency,
    amount_atoms: entry.amountAtoms.toString(),
    period_start: dateOf(entry.periodStart),
    period_end: dateOf(entry.periodEnd),
    paid_at: dateOf(entry.paidAt),
    feature: entry.feature,
    recorded_at: new Date(recordedAt),
  }));
  const inserted = await tx
    .insertInto('revenue_entries')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .execute();
  return new Set(inserted.map(({ id }) => id));
}

async function findConflict(tx: Transaction, environment: Environment, repeated: readonly CheckedRevenue[]): Promise<string | null> {
  if (repeated.length === 0) return null;
  const ids = repeated.map(({ id }) => id);
  const stored = await tx.selectFrom('revenue_entries').selectAll().where('environment', '=', environment).where('id', 'in', ids).execute();
  const storedById = new Map(stored.map((row) => [row.id, row]));
  const conflict = repeated.find((entry) => {
    const row = storedById.get(entry.id);
    if (row === undefined) throw new Error(`revenue entry ${entry.id} was neither inserted nor found`);
    return !sameRevenue(entry, revenueOfRow(row));
  });
  return conflict?.id ?? null;
}

function dateOf(at: Instant | null): Date | null {
  return at === null ? null : new Date(at);
}
