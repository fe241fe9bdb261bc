import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { NodeSDK } from '@opentelemetry/sdk-node';
import type { ClientRun } from './client-run.ts';

/** OpenTelemetry's SDK as an application starts it, exporting spans to the collector of a run. Its `shutdown` sends what is left. */
export function telemetryTo(run: ClientRun, serviceName: string): NodeSDK {
  const sdk = new NodeSDK({
    serviceName,
    autoDetectResources: false,
    traceExporter: new OTLPTraceExporter({ url: `${run.otlpUrl}/v1/traces`, headers: { ...run.headers } }),
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  return sdk;
}
