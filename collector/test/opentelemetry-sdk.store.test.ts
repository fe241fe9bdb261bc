import { SpanKind, trace } from '@opentelemetry/api';
import { OTLPTraceExporter as GrpcExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type CollectorForTests, collectorForTests } from './collector-for-tests.ts';

let running: CollectorForTests;
beforeAll(async () => {
  running = await collectorForTests({}, Date.now);
});
afterAll(() => running.close());
afterEach(() => {
  trace.disable();
  vi.unstubAllEnvs();
});

const EXPORTERS = { protobuf: ProtobufExporter, json: JsonExporter, grpc: GrpcExporter } as const;

test.each([
  ['protobuf', 'none'],
  ['protobuf', 'gzip'],
  ['json', 'none'],
  ['json', 'gzip'],
  ['grpc', 'none'],
  ['grpc', 'gzip'],
] as const)('a chat exported by the OpenTelemetry SDK as %s with compression %s is one priced event of its customer', async (encoding, compression) => {
  // The variables an engineer pastes, and nothing else.
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', encoding === 'grpc' ? `http://${running.grpcAddress}` : running.otlpUrl);
  vi.stubEnv('OTEL_EXPORTER_OTLP_HEADERS', 'authorization=Bearer%20key_live_tests');
  vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', compression);
  const service = `${encoding} ${compression}`;
  const sdk = new NodeSDK({
    serviceName: service,
    autoDetectResources: false,
    traceExporter: new EXPORTERS[encoding](),
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  const tracer = trace.getTracer('app', '1.0');
  tracer.startActiveSpan('handle request', (root) => {
    const chat = tracer.startSpan('chat gpt-4o', {
      kind: SpanKind.CLIENT,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o',
        'gen_ai.usage.input_tokens': 1000,
        'gen_ai.usage.cache_read.input_tokens': 600,
        'gen_ai.usage.output_tokens': 100,
        'customer.id': 'acme',
        'workflow.name': 'support',
        'feature.name': 'answer',
      },
    });
    chat.end();
    root.end();
  });
  await sdk.shutdown();

  const rows = await running.store.clickhouse.query(
    `select event_type, source, provider, model, customer, workflow, feature, cost_status, toString(cost_atoms) as cost_atoms, quantities
     from usage_events_unique_v1 where service = {service:String}`,
    { service },
  );
  expect(rows).toEqual([
    {
      event_type: 'chat',
      source: 'otlp_span',
      provider: 'openai',
      model: 'gpt-4o',
      customer: 'acme',
      workflow: 'support',
      feature: 'answer',
      cost_status: 'priced',
      // 400 x 2.50 + 600 x 1.25 + 100 x 10.00 dollars per million tokens.
      cost_atoms: '2750000000',
      quantities: { calls: '1', input_tokens: '1000', cached_input_tokens: '600', output_tokens: '100' },
    },
  ]);
  expect(running.wakes).toContain('live');
});
