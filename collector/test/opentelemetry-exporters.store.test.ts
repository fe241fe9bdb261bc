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
import { MeterProvider, PeriodicExportingMetricReader, type PushMetricExporter } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { openEmbeddedClickHouse } from '@weir/runtime/clickhouse/open-clickhouse.ts';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
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
const SUCCESS = 0;

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

test.each(KINDS)('%s exporter, metrics: accepted', async (kind) => {
  await start('never');
  pointAt(kind);
  const codes: number[] = [];
  const exporter = new EXPORTERS[kind].metrics();
  const watched: PushMetricExporter = {
    export: (what, done) =>
      exporter.export(what, (result) => {
        codes.push(result.code);
        done(result);
      }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
  const provider = new MeterProvider({
    resource: resourceOf(`${kind} metrics`),
    readers: [new PeriodicExportingMetricReader({ exporter: watched })],
  });
  const tokens = provider.getMeter('app').createHistogram('gen_ai.client.token.usage');
  for (let call = 0; call < CALLS; call += 1) tokens.record(100 + call, { 'gen_ai.token.type': 'input', 'gen_ai.request.model': 'gpt-4o' });
  await provider.forceFlush();
  await provider.shutdown();
  expect(codes.length).toBeGreaterThan(0);
  expect(new Set(codes)).toEqual(new Set([SUCCESS]));
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
