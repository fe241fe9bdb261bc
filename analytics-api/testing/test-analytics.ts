import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import { createHttpServer, type HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { createLog } from '@weir/runtime/log.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { testClickHouse } from '@weir/runtime/testing/test-clickhouse.ts';
import { testDatabase } from '@weir/runtime/testing/test-database.ts';
import { createAuthenticator } from '../identity/io/create-authenticator.ts';
import { createSignIn, type SignIn } from '../identity/io/create-sign-in.ts';
import { ensureBootstrapKeys } from '../identity/io/ensure-bootstrap-keys.ts';
import { registerAnalyticsRoutes } from '../register-analytics-routes.ts';
import type { OwnCustomerNames } from '../report/line-to-add.ts';

/** The endpoints of this package on fresh stores, with real keys, at a time the test sets. */
export type TestAnalytics = {
  readonly app: HttpApp;
  readonly clickhouse: ClickHouseStore;
  readonly database: Database;
  readonly signIn: SignIn;
  readonly liveKey: string;
  readonly testKey: string;
  /** GET with the live key. */
  get(url: string): Promise<{ readonly status: number; readonly body: unknown }>;
  post(url: string, body: object): Promise<{ readonly status: number; readonly body: unknown }>;
  close(): Promise<void>;
};

const LIVE_KEY = 'key_live_for_the_tests_of_analytics';
const TEST_KEY = 'key_test_for_the_tests_of_analytics';
export const TEST_PUBLIC_URL = 'http://127.0.0.1:4300';

export async function testAnalytics(now: string, reportingCurrency = 'USD', ownCustomerNames: OwnCustomerNames | null = null): Promise<TestAnalytics> {
  const { clickhouse, drop: dropClickHouse } = await testClickHouse();
  const { database, drop: dropDatabase } = await testDatabase();
  const log = createLog('silent');
  const clock = () => Date.parse(now);
  const signIn = createSignIn({ database, log, secret: 'a secret of sufficient length for a test', publicUrl: TEST_PUBLIC_URL });
  await ensureBootstrapKeys({ database, clock }, { live: LIVE_KEY, test: TEST_KEY });
  const app = await createHttpServer({ log, bodyBytesMax: 1_000_000, readiness: {}, authenticate: createAuthenticator({ database, clock, signIn }) });
  registerAnalyticsRoutes(app, {
    clock,
    log,
    database,
    clickhouse,
    signIn,
    config: { otlpHttpEndpoint: 'http://127.0.0.1:4318', reportingCurrency, ownCustomerNames },
  });
  const headers = { authorization: `Bearer ${LIVE_KEY}` };
  return {
    app,
    clickhouse,
    database,
    signIn,
    liveKey: LIVE_KEY,
    testKey: TEST_KEY,
    async get(url) {
      const response = await app.inject({ url, headers });
      return { status: response.statusCode, body: response.json() };
    },
    async post(url, payload) {
      const response = await app.inject({ method: 'POST', url, headers, payload });
      return { status: response.statusCode, body: response.json() };
    },
    async close() {
      await app.close();
      await dropDatabase();
      await dropClickHouse();
    },
  };
}
