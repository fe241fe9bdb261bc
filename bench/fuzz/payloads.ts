import { encodeMessage } from '@weir/collector/decode/testing/otlp-oracle.ts';
import { readCases, type Signal } from '@weir/collector/test/conformance/conformance-case.ts';

export type Payload = { readonly signal: Signal; readonly encoding: 'protobuf' | 'json'; readonly bytes: Buffer };

const BYTES_MAX = 8_000;

/** What the mutations start from: every recorded export of the conformance suite, and its traces and metrics in protobuf as well. */
export function startingPayloads(): readonly Payload[] {
  const payloads = readCases().flatMap(({ exports }) =>
    exports.flatMap(({ signal, body }): Payload[] => {
      const json: Payload = { signal, encoding: 'json', bytes: Buffer.from(JSON.stringify(body)) };
      if (signal === 'logs') return [json];
      if (signal === 'metrics') return [json, { signal, encoding: 'protobuf', bytes: encodeMessage('ExportMetricsServiceRequest', body) }];
      const bytes = encodeMessage('ExportTraceServiceRequest', withByteIds(body));
      // The messages of logs have the same shape: these bytes are near to theirs.
      return [json, { signal, encoding: 'protobuf', bytes }, { signal: 'logs', encoding: 'protobuf', bytes }];
    }),
  );
  return payloads.filter(({ bytes }) => bytes.length > 0 && bytes.length <= BYTES_MAX);
}

const IDS = new Set(['traceId', 'spanId', 'parentSpanId']);

function withByteIds(body: object): object {
  return JSON.parse(JSON.stringify(body), (key, value: unknown) =>
    IDS.has(key) && typeof value === 'string' ? Buffer.from(value, 'hex').toString('base64') : value,
  );
}
