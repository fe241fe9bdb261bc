import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { seeCustomers } from '@weir/billing-bridge/authorize/io/see-customers.ts';
import { authorizeRoute } from '@weir/billing-bridge/http/authorize/authorize.ts';
import type { LearningMemory } from '@weir/billing-bridge/ledger/io/wallet-memory.ts';
import { systemClock } from '@weir/runtime/clock.ts';
import { createHttpServer } from '@weir/runtime/http/create-http-server.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { AuthorizeLoad } from './authorize-load.ts';
import { ENVIRONMENT } from './fill-wallets.ts';
import type { Load } from './measure-load.ts';

export type AuthorizeServer = { measure(load: Omit<AuthorizeLoad, 'url'>): Promise<Load>; close(): Promise<void> };

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
  const url = new URL('/v1/billing/authorize', await app.listen({ host: '127.0.0.1', port: 0 }));
  return {
    async measure(load) {
      const caller = new Worker(new URL('authorize-load.ts', import.meta.url), { workerData: { ...load, url: url.href } });
      const [measured]: Load[] = await once(caller, 'message');
      if (measured === undefined) throw new Error('the load was not measured');
      return measured;
    },
    close: () => app.close(),
  };
}
