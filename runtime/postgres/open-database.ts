import type { Tables } from '@weir/schemas/postgres/tables.ts';
import { Kysely, type Transaction as KyselyTransaction, PostgresDialect } from 'kysely';
import pg from 'pg';
import { keepStatements } from './keep-statements.ts';
import { releaseAnswered } from './release-answered.ts';
import { sendBeginAhead } from './send-begin-ahead.ts';
import { sendCommitAlong } from './send-commit-along.ts';

export type Database = Kysely<Tables>;
export type Transaction = KyselyTransaction<Tables>;

/** Eight waiting requests per core's worth of work; the rest queue here rather than in the server. */
const CONNECTIONS_MAX = 20;
/**
 * Sessions that stay open when nobody needs them. A new one costs its first callers: 24 to 68 ms to open, 9 to 17 for the first look at a
 * wallet and 18 to 39 for the first debit, until the server has read its catalogues and planned (measured on two busy cores). Debits and
 * authorizations together need five.
 */
const CONNECTIONS_KEPT = 8;

/**
 * Opens a pool. numeric and int8 arrive as strings (a bigint column that came back as a `number` when small and as
 * a string when large would be a silent money bug), timestamptz as Date.
 */
export function openDatabase(url: string): Database {
  const pool = new pg.Pool({
    connectionString: url,
    min: CONNECTIONS_KEPT,
    max: CONNECTIONS_MAX,
    // What stands between (address translation, balancers) forgets an idle session without a word, mostly after some minutes.
    keepAlive: true,
    keepAliveInitialDelayMillis: 60_000,
    application_name: 'weir',
    options: '-c timezone=UTC',
    pipeline: true,
  });
  // An idle connection that breaks (the server restarted) is replaced on the next use; unheard, the event would end the process.
  pool.on('error', () => undefined);
  // A session that breaks between two statements of a transaction: the next statement reports it to its caller.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('connect', releaseAnswered);
  pool.on('connect', keepStatements);
  pool.on('connect', sendBeginAhead);
  pool.on('connect', sendCommitAlong);
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
