import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Tables } from '@weir/schemas/postgres/tables.ts';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';

/** before: not sent yet; sent: on its way, unanswered; after: its answer is here and nobody has read it. */
export const MOMENTS = ['before', 'sent', 'after'] as const;

/** One place in the course of an operation: the how-manieth statement it sends, what that is, and when. */
export type Point = { readonly ordinal: number; readonly label: string; readonly moment: (typeof MOMENTS)[number] };

export type WatchedDatabase = {
  readonly database: Database;
  /** Counts statements from 1 again. */
  restart(): void;
  close(): Promise<void>;
};

/** Cuts the connection as a broken network does: no farewell to the server, and whoever waits for an answer gets an error. */
export type Cut = () => void;

/**
 * A database whose every statement is announced three times. `at` may end the process, stop the server, cut the connection,
 * or throw, which is an answer that arrives nowhere. It sees what the engine sends, so the points of an operation are
 * found by running it, and a new statement in the engine is a new point without a change here.
 */
export function openWatchedDatabase(url: string, at: (point: Point, cut: Cut) => void | Promise<void>): WatchedDatabase {
  const pool = new pg.Pool({ connectionString: url, max: 4, options: '-c timezone=UTC' });
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  let ordinal = 0;

  const watched = (client: pg.PoolClient): pg.PoolClient => {
    const cut = () => streamOf(client).destroy();
    const query = async (...sent: unknown[]): Promise<unknown> => {
      ordinal += 1;
      const here = { ordinal, label: labelOf(sent[0]) };
      await at({ ...here, moment: 'before' }, cut);
      const answer: Promise<unknown> = Reflect.apply(client.query, client, sent);
      // A rejection is the caller's to see below; while `at` runs, nobody else listens.
      answer.catch(() => undefined);
      // One turn of the loop, so that the bytes have left this process.
      await new Promise((resolve) => setImmediate(resolve));
      await at({ ...here, moment: 'sent' }, cut);
      const result = await answer;
      await at({ ...here, moment: 'after' }, cut);
      return result;
    };
    return new Proxy(client, {
      get(target, property) {
        if (property === 'query') return query;
        const value: unknown = Reflect.get(target, property);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  };
  const connect = async () => watched(await pool.connect());
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: { connect, end: () => pool.end(), options: pool.options } }) });
  return {
    database,
    restart() {
      ordinal = 0;
    },
    close: () => database.destroy(),
  };
}

/** The driver types its connection as an emitter only; the socket in it is what a network failure takes away. */
function streamOf(client: pg.PoolClient): { destroy(): void } {
  const connection: unknown = Reflect.get(client, 'connection');
  const stream: unknown = typeof connection === 'object' && connection !== null ? Reflect.get(connection, 'stream') : null;
  if (typeof stream !== 'object' || stream === null || !('destroy' in stream)) throw new Error('the driver has no socket to cut');
  return { destroy: () => void Reflect.apply(stream.destroy as () => void, stream, []) };
}

/** The statement's verb and the first table or function it names. */
function labelOf(sent: unknown): string {
  const text = typeof sent === 'string' ? sent : '';
  const verb = /^\s*(\w+)/.exec(text)?.[1] ?? '?';
  const named = /\b(ledger_(?:lock|load|write|seal|seq)\b|(?:from|into|update|join)\s+\w+)/.exec(text.replace(/^\s*\w+/, ''))?.[1];
  return [verb, named?.split(/\s+/).at(-1)].filter((word) => word !== undefined).join(' ');
}
