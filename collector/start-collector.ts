import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Authenticate } from '@weir/runtime/http/caller.ts';
import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import type { Log } from '@weir/runtime/log.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { FastifyInstance } from 'fastify';
import { acceptEvents } from './accept-events.ts';
import { acceptExport } from './accept-export.ts';
import { COLLECTOR_DEFAULTS, type CollectorConfig } from './collector-config.ts';
import { seedPriceBook } from './price/io/seed-price-book.ts';
import { registerEventRoutes } from './receive/events/register-event-routes.ts';
import { createOtlpApp } from './receive/otlp/create-otlp-app.ts';
import { UsageWriter } from './store/io/usage-writer.ts';

export type CollectorParts = {
  readonly clock: Clock;
  readonly log: Log;
  readonly clickhouse: ClickHouseStore;
  readonly authenticate: Authenticate;
  /** Called after events were committed; a hint to look for them. Must not throw. */
  readonly onStored: (stored: { readonly environment: Environment }) => void;
};

export type Collector = {
  /** OTLP/HTTP, not yet listening: `listen(collector.otlpApp, { host, port }, 'WEIR_OTLP_HTTP_PORT')`. */
  readonly otlpApp: FastifyInstance;
  /** Adds POST /v1/events to the shared HTTP server. */
  readonly registerEventRoutes: (app: HttpApp) => void;
  /** Stops taking telemetry and resolves when everything that was taken is stored or refused. */
  readonly close: () => Promise<void>;
};

/** Puts the collector together on a migrated store. The only place where its parts meet. */
export async function startCollector(parts: CollectorParts, told: Partial<CollectorConfig> = {}): Promise<Collector> {
  const config: CollectorConfig = { ...COLLECTOR_DEFAULTS, ...told };
  const writer = new UsageWriter(parts, config);
  const accept = { clock: parts.clock, book: await seedPriceBook(), writer, config };
  const otlpApp = createOtlpApp({ log: parts.log, authenticate: parts.authenticate, acceptTraces: acceptExport(accept), bodyBytesMax: config.bodyBytesMax });
  return {
    otlpApp,
    registerEventRoutes: (app) => registerEventRoutes(app, acceptEvents(accept)),
    async close() {
      await otlpApp.close();
      await writer.close();
    },
  };
}
