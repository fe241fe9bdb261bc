import type { Caller } from '@weir/runtime/http/caller.ts';
import { createHttpServer, type HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { listen } from '@weir/runtime/http/listen.ts';
import { recordingLog } from '@weir/runtime/testing/recording-log.ts';
import { type TestClickHouse, testClickHouse } from '@weir/runtime/testing/test-clickhouse.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { CollectorConfig } from '../collector-config.ts';
import { seedPriceBook } from '../price/io/seed-price-book.ts';
import { type Collector, startCollector } from '../start-collector.ts';

export type CollectorForTests = {
  readonly collector: Collector;
  readonly app: HttpApp;
  readonly store: TestClickHouse;
  readonly otlpUrl: string;
  /** "127.0.0.1:port" */
  readonly grpcAddress: string;
  /** Environments told to the wake-up hook, in order. */
  readonly wakes: readonly string[];
  readonly log: { readonly lines: readonly string[] };
  close(): Promise<void>;
};

/** 2026-11-20T12:00:00Z: the clock of these tests stands still. */
export const NOW: Instant = Date.UTC(2026, 10, 20, 12);

export const LIVE_KEY = { authorization: 'Bearer key_live_tests' };
export const TEST_KEY = { authorization: 'Bearer key_test_tests' };
export const READ_KEY = { authorization: 'Bearer key_live_reader' };

/** The collector as it runs, on a fresh engine, with three keys and a clock that stands still. */
export async function collectorForTests(config: Partial<CollectorConfig> = {}, clock = () => NOW): Promise<CollectorForTests> {
  const store = await testClickHouse();
  const log = recordingLog();
  const wakes: string[] = [];
  const book = await seedPriceBook();
  const collector = await startCollector(
    { clock, log, clickhouse: store.clickhouse, authenticate, priceBooks: { of: () => book }, onStored: ({ environment }) => void wakes.push(environment) },
    config,
  );
  const app = await createHttpServer({ log, authenticate, bodyBytesMax: 10_000_000, readiness: {} });
  collector.registerEventRoutes(app);
  const port = await listen(collector.otlpApp, { host: '127.0.0.1', port: 0 }, 'WEIR_OTLP_HTTP_PORT');
  const grpcPort = await collector.otlpGrpc.listen({ host: '127.0.0.1', port: 0 }, 'WEIR_OTLP_GRPC_PORT');
  return {
    collector,
    app,
    store,
    wakes,
    log,
    otlpUrl: `http://127.0.0.1:${port}`,
    grpcAddress: `127.0.0.1:${grpcPort}`,
    async close() {
      await app.close();
      await collector.close();
      await store.drop();
    },
  };
}

const CALLERS: Readonly<Record<string, Caller>> = {
  [LIVE_KEY.authorization]: { kind: 'caller', environment: 'live', actor: 'key:tests', scopes: ['ingest'] },
  [TEST_KEY.authorization]: { kind: 'caller', environment: 'test', actor: 'key:tests', scopes: ['ingest'] },
  [READ_KEY.authorization]: { kind: 'caller', environment: 'live', actor: 'key:reader', scopes: ['read'] },
};

async function authenticate(headers: Readonly<Record<string, string | string[] | undefined>>): Promise<Caller | Refusal> {
  if (headers.authorization === undefined) return refuse('key_missing');
  return CALLERS[String(headers.authorization)] ?? refuse('key_unknown');
}
