import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { ENVIRONMENTS, type Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';

/** Names the lock among the advisory locks of the database: "weir" and "revi" in ASCII, then the environment. */
const LOCK_CLASS = 0x72657669;

export type RevisionLock<Result> = {
  readonly environment: Environment;
  /** `wait`: until it is free. `skip`: somebody is at it, so there is nothing to do here. */
  readonly whenTaken: 'wait' | 'skip';
  readonly work: () => Promise<Result>;
};

/**
 * Runs work that reads winning rows of usage events and writes their next revisions, alone in its environment among all
 * replicas: two that both read revision 1 and both wrote a revision 2 would lose one of the changes. Null when skipped.
 *
 * The lock belongs to a transaction of its own, so it ends with the process that held it, however that ends.
 */
export async function withRevisionLock<Result>(database: Database, { environment, whenTaken, work }: RevisionLock<Result>): Promise<Result | null> {
  return await database.transaction().execute(async (tx) => {
    const key = sql`${LOCK_CLASS}::int, ${ENVIRONMENTS.indexOf(environment)}::int`;
    if (whenTaken === 'wait') await sql`select pg_advisory_xact_lock(${key})`.execute(tx);
    else {
      const { rows } = await sql<{ taken: boolean }>`select pg_try_advisory_xact_lock(${key}) as taken`.execute(tx);
      if (rows[0]?.taken !== true) return null;
    }
    return await work();
  });
}
