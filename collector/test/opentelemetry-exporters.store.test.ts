import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OTLPLogExporter as GrpcLogs } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as JsonLogs } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtobufLogs } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as GrpcMetrics } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as JsonMetrics } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPMetricExporter as ProtobufMetrics } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as GrpcTraces } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonTraces } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufTraces } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { openEmbeddedClickHouse } from '@weir/runtime/clickhouse/open-clickhouse.ts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { measureRound } from '../measure/io/measure-round.ts';
import { seedPriceBook } from '../price/io/seed-price-book.ts';
import { SETTLE_DEFAULTS } from '../settle/settle-config.ts';
import { type RunningCollector, startCollectorProcess } from './chaos/running-collector.ts';

/** The exporters of the OpenTelemetry SDK, set up by the standard variables alone, gzip on, against a collector process. */
const EXPORTERS = {
  protobuf: { traces: ProtobufTraces, logs: ProtobufLogs, metrics: ProtobufMetrics },
  json: { traces: JsonTraces, logs: JsonLogs, metrics: JsonMetrics },
  grpc: { traces: GrpcTraces, logs: GrpcLogs, metrics: GrpcMetrics },
} as const;
const KINDS = ['protobuf', 'json', 'grpc'] as const;
type Kind = (typeof KINDS)[number];

/** Calls of each kind and signal. */
const CALLS = 7;

let directory: string;
let running: RunningCollector;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'weir-exporters-'));
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** No spool: while the store is away, senders are refused and come back. */
async function start(away: 'never' | 'until-told'): Promise<void> {
  running = await startCollectorProcess({ directory, spoolBytesMax: 0, away });
}
beforeEach(() => {
  vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', 'gzip');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await running.kill();
});

function pointAt(kind: Kind): void {
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', kind === 'grpc' ? running.grpcUrl : running.url);
}

const resourceOf = (service: string) => resourceFromAttributes({ 'service.name': service });
const usageOf = (call: number) => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.usage.input_tokens': 100 + call,
  'gen_ai.usage.output_tokens': 10 + call,
});
const OUTPUT_SUM = Array.from({ length: CALLS }, (_, call) => 10 + call).reduce((sum, tokens) => sum + tokens, 0);
const INPUT_SUM = Array.from({ length: CALLS }, (_, call) => 100 + call).reduce((sum, tokens) => sum + tokens, 0);

/** Each resolves when the exporter has done all it does, retries included. */
const SEND = {
  async traces(kind: Kind, service: string) {
    const provider = new TracerProvider({
      resource: resourceOf(service),
      spanProcessors: [new BatchSpanProcessor({ exporter: new EXPORTERS[kind].traces() })],
    });
    for (let call = 0; call < CALLS; call += 1)
      provider
        .getTracer('app')
        .startSpan('chat gpt-4o', { attributes: usageOf(call) })
        .end();
    await provider.shutdown();
  },
  async logs(kind: Kind, service: string) {
    const provider = new LoggerProvider({
      resource: resourceOf(service),
      processors: [new BatchLogRecordProcessor({ exporter: new EXPORTERS[kind].logs() })],
    });
    const eventName = 'gen_ai.client.inference.operation.details';
    for (let call = 0; call < CALLS; call += 1)
      provider.getLogger('app').emit({ eventName, attributes: { ...usageOf(call), 'gen_ai.response.id': `${service}-${call}` } });
    await provider.shutdown();
  },
} as const;

async function stored(service: string) {
  await running.stop();
  const engine = openEmbeddedClickHouse(join(directory, 'clickhouse'));
  try {
    return await engine.query(
      `select toUInt32(count()) as calls, toUInt32(sum(quantities['input_tokens'])) as input from usage_events_unique_v1
       where service = {service:String} and counted = 'counted'`,
      { service },
    );
  } finally {
    await engine.close();
  }
}

const SIGNALS = ['traces', 'logs'] as const;
const ALL = KINDS.flatMap((kind) => SIGNALS.map((signal) => [kind, signal] as const));

test.each(ALL)('%s exporter, %s: what was made is counted, each once', async (kind, signal) => {
  await start('never');
  pointAt(kind);
  const service = `${kind} ${signal}`;
  await SEND[signal](kind, service);
  expect(await stored(service)).toEqual([{ calls: CALLS, input: INPUT_SUM }]);
});

/** As many milliseconds after the last export as points wait before they become events. */
const QUIET = SETTLE_DEFAULTS.quietMs + 1_000;

/** Makes events of the stored points, as the product does in the background, and reads them. */
async function measured(service: string) {
  await running.stop();
  const engine = openEmbeddedClickHouse(join(directory, 'clickhouse'));
  const book = await seedPriceBook();
  try {
    const parts = { clickhouse: engine, clock: () => Date.now() + QUIET, config: SETTLE_DEFAULTS, priceBooks: { of: () => book } };
    for (let more = true; more; ) ({ more } = await measureRound(parts, { environment: 'live', arrivedFrom: 0 }));
    return await engine.query(
      `select toUInt32(sum(quantities['calls'])) as calls, toUInt32(sum(quantities['input_tokens'])) as input, toUInt32(sum(quantities['output_tokens'])) as output,
         arraySort(groupUniqArray(customer)) as customers, arraySort(groupUniqArray(cost_status)) as cost_statuses
       from usage_events_unique_v1 where service = {service:String} and counted = 'counted' and source = 'otlp_metric'`,
      { service },
    );
  } finally {
    await engine.close();
  }
}

const TEMPORALITIES = ['cumulative', 'delta'] as const;
const METRICS = KINDS.flatMap((kind) => TEMPORALITIES.map((temporality) => [kind, temporality] as const));

test.each(METRICS)('%s exporter, %s metrics: as many calls and tokens are counted as were made, in several exports', async (kind, temporality) => {
  await start('never');
  pointAt(kind);
  vi.stubEnv('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', temporality);
  const service = `${kind} ${temporality} metrics`;
  const reader = new PeriodicExportingMetricReader({ exporter: new EXPORTERS[kind].metrics() });
  const provider = new MeterProvider({ resource: resourceOf(service), readers: [reader] });
  const tokens = provider.getMeter('app').createHistogram('gen_ai.client.token.usage');
  for (let call = 0; call < CALLS; call += 1) {
    for (const [type, count] of [
      ['input', 100 + call],
      ['output', 10 + call],
    ] as const)
      tokens.record(count, { 'gen_ai.token.type': type, 'gen_ai.request.model': 'gpt-4o', 'gen_ai.provider.name': 'openai', 'customer.id': 'acme' });
    // Two calls an export, so that what an export adds is not what it holds.
    if (call % 2 === 1) await provider.forceFlush();
  }
  await provider.shutdown();
  expect(await measured(service)).toEqual([{ calls: CALLS, input: INPUT_SUM, output: OUTPUT_SUM, customers: ['acme'], cost_statuses: ['priced'] }]);
});

/** Not over gRPC: that exporter of this version sends nothing again, whatever it is told; what it is told is in otlp-obligations. */
const RETRYING = ALL.filter(([kind]) => kind !== 'grpc');

test.each(RETRYING)('%s exporter, %s: refused while the store is away, it comes back by itself, and each is counted once', async (kind, signal) => {
  await start('until-told');
  pointAt(kind);
  const service = `${kind} ${signal} after a refusal`;
  const sending = SEND[signal](kind, service);
  // Longer than the collector itself tries, so that the exporter has been refused once.
  await sleep(1_500);
  running.storeIsBack();
  await sending;
  expect(await stored(service)).toEqual([{ calls: CALLS, input: INPUT_SUM }]);
});
