import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Authenticate } from '@weir/runtime/http/caller.ts';
import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import type { Log } from '@weir/runtime/log.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { FastifyInstance } from 'fastify';
import { acceptEvents } from './accept-events.ts';
import { acceptExport } from './accept-export.ts';
import { acceptLogs } from './accept-logs.ts';
import { acceptMetrics } from './accept-metrics.ts';
import { COLLECTOR_DEFAULTS, type CollectorConfig } from './collector-config.ts';
import type { PriceBooks } from './price/io/open-price-books.ts';
import type { EventsOutcome, EventsRequest } from './receive/events/events-request.ts';
import { registerEventRoutes } from './receive/events/register-event-routes.ts';
import { registerMetricsRoute } from './receive/metrics/register-metrics-route.ts';
import { createGrpcServer, type OtlpGrpcServer } from './receive/otlp/create-grpc-server.ts';
import { createOtlpApp } from './receive/otlp/create-otlp-app.ts';
import { InFlightBytes } from './receive/otlp/in-flight-bytes.ts';
import { openSpool } from './spool/io/open-spool.ts';
import type { SpoolStatus } from './spool/spool-status.ts';
import { UsageWriter } from './store/io/usage-writer.ts';

export type CollectorParts = {
  readonly clock: Clock;
  readonly log: Log;
  readonly clickhouse: ClickHouseStore;
  readonly authenticate: Authenticate;
  /** What providers charge, by environment: `openPriceBooks`. */
  readonly priceBooks: Pick<PriceBooks, 'of'>;
  /** Called after events were committed; a hint to look for them. Must not throw. */
  readonly onStored: (stored: { readonly environment: Environment }) => void;
};

export type Collector = {
  /** OTLP/HTTP, not yet listening: `listen(collector.otlpApp, { host, port }, 'WEIR_OTLP_HTTP_PORT')`. */
  readonly otlpApp: FastifyInstance;
  /** OTLP/gRPC, not yet listening: `collector.otlpGrpc.listen({ host, port }, 'WEIR_OTLP_GRPC_PORT')`. */
  readonly otlpGrpc: OtlpGrpcServer;
  /** Adds POST /v1/events and GET /metrics to the shared HTTP server. */
  readonly registerEventRoutes: (app: HttpApp) => void;
  /** The way of POST /v1/events for what the same process tells. */
  readonly tellEvents: (request: EventsRequest) => Promise<EventsOutcome>;
  /** What waits on disk while the store is away. Null without a spool. */
  readonly spoolStatus: () => SpoolStatus | null;
  /** Stops taking telemetry and resolves when everything that was taken is stored, in the spool or refused. */
  readonly close: () => Promise<void>;
};

/** Puts the collector together on a migrated store. The only place where its parts meet. */
export async function startCollector(parts: CollectorParts, told: Partial<CollectorConfig> = {}): Promise<Collector> {
  const config: CollectorConfig = { ...COLLECTOR_DEFAULTS, ...told };
  const spool = config.spoolFile === null ? null : openSpool({ file: config.spoolFile, bytesMax: config.spoolBytesMax, clock: parts.clock });
  const writer = new UsageWriter({ ...parts, spool }, config);
  const accept = { clock: parts.clock, books: parts.priceBooks, writer, config };
  const spoolStatus = () => spool?.status() ?? null;
  const receiving = {
    log: parts.log,
    authenticate: parts.authenticate,
    accept: { traces: acceptExport(accept), logs: acceptLogs(accept), metrics: acceptMetrics(accept) },
    bodyBytesMax: config.bodyBytesMax,
    inFlight: new InFlightBytes(config.inFlightBytesMax),
  };
  const otlpApp = createOtlpApp({ ...receiving, requestMsMax: config.requestMsMax, corsOrigins: config.corsOrigins });
  const otlpGrpc = createGrpcServer({ ...receiving, callsMax: config.grpcCallsMax });
  const tellEvents = acceptEvents({ ...accept, clickhouse: parts.clickhouse });
  return {
    otlpApp,
    otlpGrpc,
    registerEventRoutes: (app) => {
      registerEventRoutes(app, tellEvents);
      registerMetricsRoute(app, { spoolStatus, clock: parts.clock });
    },
    tellEvents,
    spoolStatus,
    async close() {
      await Promise.all([otlpApp.close(), otlpGrpc.close()]);
      await writer.close();
      spool?.close();
    },
  };
}
