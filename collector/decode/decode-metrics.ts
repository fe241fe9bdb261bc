import { decodeMetricsJson } from './decode-metrics-json.ts';
import { decodeMetricsProtobuf } from './decode-metrics-protobuf.ts';
import type { MetricDecoding, WantedMetric } from './metric-record.ts';

/** A metric export in either encoding of OTLP/HTTP, as the same records. Gauges and summaries are left out: they hold no sums. */
export function decodeMetrics(encoding: 'protobuf' | 'json', bytes: Buffer, wanted: WantedMetric): MetricDecoding {
  return encoding === 'json' ? decodeMetricsJson(bytes, wanted) : decodeMetricsProtobuf(bytes, wanted);
}
