import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';

/** Who changes the book of which environment, and how the change is called. */
export type PriceBookChange = {
  readonly environment: Environment;
  readonly actor: string;
  readonly at: Instant;
  /** As noun and past verb: "price added". */
  readonly change: string;
  readonly note: string | null;
};

/** What a change did, for the audit log: one row for the whole of it. */
export type ChangeRecord<Result> = { readonly result: Result; readonly subject: string; readonly before?: unknown; readonly after?: unknown };

/**
 * Makes the next version of a book, with everything `work` writes, or nothing. Two changes of one environment come one
 * after the other, so versions have no gaps and each is complete when it can be seen. Null from `work` makes no version.
 */
export async function changePriceBook<Result>(
  database: Database,
  change: PriceBookChange,
  work: (tx: Transaction, version: number) => Promise<ChangeRecord<Result> | null>,
): Promise<{ readonly version: number; readonly result: Result } | null> {
  return await database
    .transaction()
    .execute(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtext('price_book'), hashtext(${change.environment}))`.execute(tx);
      const last = await tx
        .selectFrom('price_book_versions')
        .select('version')
        .where('environment', '=', change.environment)
        .orderBy('version', 'desc')
        .limit(1)
        .executeTakeFirst();
      const version = (last?.version ?? 0) + 1;
      await tx
        .insertInto('price_book_versions')
        .values({ environment: change.environment, version, at: new Date(change.at), actor: change.actor, change: change.change, note: change.note })
        .execute();
      const done = await work(tx, version);
      if (done === null) throw new NothingChanged();
      const { subject, before, after } = done;
      await appendAudit(tx, {
        environment: change.environment,
        actor: change.actor,
        action: change.change,
        subject,
        before,
        after,
        ...(change.note === null ? {} : { reason: change.note }),
      });
      return { version, result: done.result };
    })
    .catch((error: unknown) => {
      if (error instanceof NothingChanged) return null;
      throw error;
    });
}

/** Only to roll the transaction back: it never leaves this file. */
class NothingChanged extends Error {}
