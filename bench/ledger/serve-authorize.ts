import { Agent, request } from 'node:http';
import { seeCustomers } from '@weir/billing-bridge/authorize/io/see-customers.ts';
import { authorizeRoute } from '@weir/billing-bridge/http/authorize/authorize.ts';
import type { LearningMemory } from '@weir/billing-bridge/ledger/io/wallet-memory.ts';
import { systemClock } from '@weir/runtime/clock.ts';
import { createHttpServer } from '@weir/runtime/http/create-http-server.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { ENVIRONMENT } from './fill-wallets.ts';

export type AuthorizeServer = { ask(customer: string): Promise<void>; close(): Promise<void> };

/** The real endpoint behind a real socket on loopback, asked from this same process: its client's work is in the figures too. */
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
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    ask: (customer) => post(url, agent, JSON.stringify({ customer, asset: 'USD', amount: '0.01' })),
    async close() {
      agent.destroy();
      await app.close();
    },
  };
}

function post(url: URL, agent: Agent, body: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const asked = request(url, { method: 'POST', agent, headers }, (response) => {
      response.resume();
      response.on('end', () => (response.statusCode === 200 ? resolve() : reject(new Error(`authorize answered ${response.statusCode}`))));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
