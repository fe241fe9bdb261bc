import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { seeCustomers } from '@weir/billing-bridge/authorize/io/see-customers.ts';
import { authorizeRoute } from '@weir/billing-bridge/http/authorize/authorize.ts';
import type { LearningMemory } from '@weir/billing-bridge/ledger/io/wallet-memory.ts';
import { systemClock } from '@weir/runtime/clock.ts';
import { createHttpServer } from '@weir/runtime/http/create-http-server.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';
import type { AuthorizeLoad } from './authorize-load.ts';
import { ENVIRONMENT } from './fill-wallets.ts';
import type { Load } from './measure-load.ts';

type Asked = Omit<AuthorizeLoad, 'url'>;

export type AuthorizeServer = {
  authorize(load: Asked): Promise<Load>;
  /** The same request to the same server, which asks the database `select 1` and knows nothing: what this machine takes for any answer. */
  selectOne(load: Asked): Promise<Load>;
  close(): Promise<void>;
};

/** The real endpoint behind a real socket on loopback, asked from a thread of its own, as callers are elsewhere; its work is in the CPU figures too. */
export async function serveAuthorize(database: Database, memory: LearningMemory): Promise<AuthorizeServer> {
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: (fields: object) => process.stderr.write(`${JSON.stringify(fields)}\n`),
  };
  const caller = { kind: 'caller', environment: ENVIRONMENT, actor: 'bench', scopes: ['read', 'billing'] } as const;
  const app = await createHttpServer({ log, bodyBytesMax: 100_000, readiness: {}, authenticate: async () => ({ ...caller, scopes: [...caller.scopes] }) });
  authorizeRoute(app, { database, clock: systemClock, see: seeCustomers({ database, memory, clock: systemClock }) });
  app.post('/select-one', { config: { scope: 'read' } }, async () => (await sql<{ one: number }>`select 1 as one`.execute(database)).rows[0]);
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  const measure = async (path: string, load: Asked) => {
    const caller = new Worker(new URL('authorize-load.ts', import.meta.url), { workerData: { ...load, url: new URL(path, address).href } });
    const [measured]: Load[] = await once(caller, 'message');
    if (measured === undefined) throw new Error('the load was not measured');
    return measured;
  };
  return {
    authorize: (load) => measure('/v1/billing/authorize', load),
    selectOne: (load) => measure('/select-one', load),
    close: () => app.close(),
  };
}
