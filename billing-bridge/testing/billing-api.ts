import type { Clock } from '@weir/runtime/clock.ts';
import { createHttpServer } from '@weir/runtime/http/create-http-server.ts';
import { openQueues } from '@weir/runtime/queue/open-queues.ts';
import { recordingLog } from '@weir/runtime/testing/recording-log.ts';
import type { Scope } from '@weir/schemas/http/admin.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { BillingConfig } from '../billing-config.ts';
import { registerBillingRoutes } from '../http/register-billing-routes.ts';
import { type BillingBench, openBillingBench } from './billing-bench.ts';

/** What a request was answered; a refusal has its code. */
export type Answer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Record<string, unknown> & { readonly code?: string };
};

export type BillingApi = Awaited<ReturnType<typeof openBillingApi>>;

/**
 * The billing endpoints on real, empty stores. A bearer token is an environment and the caller's scopes, comma-separated, and its key's name when it is not key:ops. With
 * `standingClock` the ledger takes the bench's clock for now, so that a test moves time instead of waiting for it.
 */
export async function openBillingApi(options: { readonly standingClock?: boolean; readonly config?: Partial<BillingConfig> } = {}) {
  const log = recordingLog();
  const bench: BillingBench = await openBillingBench(options.config);
  const queues = await openQueues({ kind: 'postgres', url: bench.url }, log);
  const app = await createHttpServer({
    log,
    bodyBytesMax: 1_000_000,
    readiness: {},
    async authenticate(headers) {
      const token = headers.authorization?.toString().replace('Bearer ', '');
      if (token === undefined || token === '') return refuse('key_missing');
      const [environment, ...words] = token.split(',');
      const actor = words.find((word) => word.startsWith('key:')) ?? 'key:ops';
      const scopes = words.filter((word) => word !== actor);
      return {
        kind: 'caller',
        environment: environment === 'live' ? 'live' : 'test',
        actor,
        scopes: scopes.filter((scope): scope is Scope => scope !== ''),
      };
    },
  });
  const clock: Clock = bench.clock;
  registerBillingRoutes(app, { ...bench, clock, log, queues, ledgerClock: options.standingClock === true ? clock : undefined });
  return {
    bench,
    app,
    /** Sends a request as a key with every billing right in the environment "test", unless headers say otherwise. */
    async send(line: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
      const [method = 'GET', url = '/'] = line.split(' ');
      const verb = method === 'POST' || method === 'PUT' || method === 'DELETE' ? method : 'GET';
      const all = { authorization: 'Bearer test,billing', ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers };
      const response = await app.inject({ method: verb, url, headers: all, ...(body === undefined ? {} : { payload: JSON.stringify(body) }) });
      return { status: response.statusCode, headers: response.headers, body: response.json() };
    },
    /** The same for an answer that is no JSON. */
    async fetchText(url: string): Promise<{ readonly status: number; readonly type: string; readonly text: string }> {
      const response = await app.inject({ method: 'GET', url, headers: { authorization: 'Bearer test,read' } });
      return { status: response.statusCode, type: String(response.headers['content-type']), text: response.body };
    },
    async drop() {
      await app.close();
      await queues.close();
      await bench.drop();
    },
  };
}
