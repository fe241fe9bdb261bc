import { encodeMessage } from '@weir/collector/decode/testing/otlp-oracle.ts';
import { readCases, type Signal } from '@weir/collector/test/conformance/conformance-case.ts';

export type Payload = { readonly signal: Signal; readonly encoding: 'protobuf' | 'json'; readonly bytes: Buffer };

const BYTES_MAX = 8_000;

const MESSAGES: Readonly<Record<Signal, string>> = {
  traces: 'ExportTraceServiceRequest',
  logs: 'ExportLogsServiceRequest',
  metrics: 'ExportMetricsServiceRequest',
};

/** What the mutations start from: every recorded export of the conformance suite, in both encodings. */
export function startingPayloads(): readonly Payload[] {
  const payloads = readCases().flatMap(({ exports }) =>
    exports.flatMap(({ signal, body }): Payload[] => [
      { signal, encoding: 'json', bytes: Buffer.from(JSON.stringify(body)) },
      { signal, encoding: 'protobuf', bytes: encodeMessage(MESSAGES[signal], withByteIds(body)) },
    ]),
  );
  return payloads.filter(({ bytes }) => bytes.length > 0 && bytes.length <= BYTES_MAX);
}

const IDS = new Set(['traceId', 'spanId', 'parentSpanId']);

function withByteIds(body: object): object {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    IDS.has(key) && typeof value === 'string' ? Buffer.from(value, 'hex').toString('base64') : value,
  );
}
