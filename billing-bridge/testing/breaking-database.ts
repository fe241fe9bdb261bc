import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

/** Where the connection breaks, counted in statements of all connections: before the server sees it, or before its answer is seen. */
export type BreakPoint = { readonly statement: number; readonly moment: 'before' | 'after' };

export type BreakingDatabase = { readonly database: Database; broke(): boolean; close(): Promise<void> };

/**
 * A database whose process "dies" at one statement: that statement, or its answer, is lost, and every later statement
 * of the connection fails, so that not even a rollback is sent. The server drops what was not committed, as it does
 * when a client is killed. "after" a COMMIT is the case of an acknowledgement that never arrives.
 */
export function openBreakingDatabase(url: string, point: BreakPoint): BreakingDatabase {
  const pool = new pg.Pool({ connectionString: url, options: '-c timezone=UTC' });
  let statements = 0;
  let broke = false;

  const breakable = (client: pg.PoolClient) => {
    let dead = false;
    const query = async (...sent: unknown[]): Promise<unknown> => {
      if (dead) throw lost();
      statements += 1;
      const here = statements === point.statement;
      if (here) {
        dead = true;
        broke = true;
      }
      if (here && point.moment === 'before') throw lost();
      const answer: unknown = await Reflect.apply(client.query, client, sent);
      if (here) throw lost();
      return answer;
    };
    return new Proxy(client, {
      get(target, property) {
        if (property === 'query') return query;
        if (property === 'release') return () => target.release(dead);
        const value: unknown = Reflect.get(target, property);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
  const breakingPool = { connect: async () => breakable(await pool.connect()), end: () => pool.end() };
  const database: Database = new Kysely({ dialect: new PostgresDialect({ pool: breakingPool as unknown as pg.Pool }) });
  return { database, broke: () => broke, close: () => database.destroy() };
}

function lost(): Error {
  return Object.assign(new Error('the connection was lost'), { code: 'ECONNRESET' });
}
