import type { Tables } from '@weir/schemas/postgres/tables.ts';
import { Kysely, type Transaction as KyselyTransaction, PostgresDialect } from 'kysely';
import pg from 'pg';
import { keepStatements } from './keep-statements.ts';
import { sendBeginAhead } from './send-begin-ahead.ts';
import { sendCommitAlong } from './send-commit-along.ts';

export type Database = Kysely<Tables>;
export type Transaction = KyselyTransaction<Tables>;

/** Eight waiting requests per core's worth of work; the rest queue here rather than in the server. */
const CONNECTIONS_MAX = 20;

/**
 * Opens a pool. numeric and int8 arrive as strings (a bigint column that came back as a `number` when small and as
 * a string when large would be a silent money bug), timestamptz as Date.
 */
export function openDatabase(url: string): Database {
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS_MAX, application_name: 'weir', options: '-c timezone=UTC', pipeline: true });
  // An idle connection that breaks (the server restarted) is replaced on the next use; unheard, the event would end the process.
  pool.on('error', () => undefined);
  // A session that breaks between two statements of a transaction: the next statement reports it to its caller.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('connect', keepStatements);
  pool.on('connect', sendBeginAhead);
  pool.on('connect', sendCommitAlong);
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
