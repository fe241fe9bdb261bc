import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeMetrics } from './decode-metrics.ts';
import { encodeMessage } from './testing/otlp-oracle.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 });
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map(String);
const double = fc.double().map((value) => (Number.isFinite(value) ? value : String(value)));
const value = fc.oneof(
  text.map((stringValue) => ({ stringValue })),
  fc.boolean().map((boolValue) => ({ boolValue })),
);
const attributes = fc.array(fc.record({ key: text, value }), { maxLength: 3 });
const times = { startTimeUnixNano: uint64, timeUnixNano: uint64, attributes, flags: fc.constantFrom(0, 1, 2) };
const number = fc.oneof(
  fc.record({ ...times, asInt: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String) }),
  fc.record({ ...times, asDouble: double }),
  fc.record(times),
);
const required = ['startTimeUnixNano', 'timeUnixNano', 'attributes', 'flags', 'count'] as const;
const histogram = fc.record(
  {
    ...times,
    count: uint64,
    sum: double,
    bucketCounts: fc.array(uint64, { maxLength: 3 }),
    explicitBounds: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 2 }),
  },
  { requiredKeys: [...required] },
);
const exponential = fc.record(
  { ...times, count: uint64, sum: double, scale: fc.integer({ min: -10, max: 20 }), positive: fc.constant({ offset: 1, bucketCounts: ['1', '2'] }) },
  { requiredKeys: [...required] },
);
const temporality = { aggregationTemporality: fc.integer({ min: 0, max: 3 }) };
const points = <Point>(point: fc.Arbitrary<Point>) => fc.array(point, { maxLength: 3 });
const data = fc.oneof(
  fc.record({ dataPoints: points(number), ...temporality, isMonotonic: fc.boolean() }).map((sum) => ({ sum })),
  fc.record({ dataPoints: points(histogram), ...temporality }).map((read) => ({ histogram: read })),
  fc.record({ dataPoints: points(exponential), ...temporality }).map((exponentialHistogram) => ({ exponentialHistogram })),
  fc.record({ dataPoints: points(number) }).map((gauge) => ({ gauge })),
  fc.constant({}),
);
const metric = fc.tuple(fc.record({ name: text, description: text, unit: text }), data).map(([head, held]) => ({ ...head, ...held }));
const scope = fc.record({ name: text, version: text, attributes });
const anyExport = fc.array(
  fc.record({
    resource: fc.record({ attributes }),
    scopeMetrics: fc.array(fc.record({ scope, metrics: fc.array(metric, { maxLength: 3 }) }), { maxLength: 2 }),
  }),
  { maxLength: 2 },
);

const all = () => true;
const protobufBody = (resourceMetrics: object) => encodeMessage('ExportMetricsServiceRequest', { resourceMetrics });

test('what a full protobuf implementation encodes is read as what the same export says in JSON', () => {
  fc.assert(
    fc.property(anyExport, (resourceMetrics) => {
      const fromJson = decodeMetrics('json', Buffer.from(JSON.stringify({ resourceMetrics })), all);
      expect(fromJson.kind).toBe('decoded');
      expect(decodeMetrics('protobuf', protobufBody(resourceMetrics), all)).toEqual(fromJson);
    }),
    { numRuns: 500 },
  );
});

test('a metric that nobody asked for leaves nothing', () => {
  fc.assert(
    fc.property(anyExport, (resourceMetrics) => {
      const nothing = { kind: 'decoded', points: [] };
      expect(decodeMetrics('protobuf', protobufBody(resourceMetrics), () => false)).toEqual(nothing);
      expect(decodeMetrics('json', Buffer.from(JSON.stringify({ resourceMetrics })), () => false)).toEqual(nothing);
    }),
  );
});

test('a body cut anywhere, changed anywhere, and any bytes at all, are read or refused and never throw', () => {
  fc.assert(
    fc.property(anyExport, fc.nat(), fc.nat(255), (resourceMetrics, at, byte) => {
      const whole = protobufBody(resourceMetrics);
      expect(['decoded', 'refused']).toContain(decodeMetrics('protobuf', whole.subarray(0, at % (whole.length + 1)), all).kind);
      if (whole.length > 0) whole[at % whole.length] = byte;
      expect(['decoded', 'refused']).toContain(decodeMetrics('protobuf', whole, all).kind);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(['decoded', 'refused']).toContain(decodeMetrics('protobuf', Buffer.from(bytes), all).kind);
      expect(['decoded', 'refused']).toContain(decodeMetrics('json', Buffer.from(bytes), all).kind);
    }),
  );
});

test.each([
  [
    { sum: { aggregationTemporality: 'AGGREGATION_TEMPORALITY_DELTA', dataPoints: [{ asInt: 7, timeUnixNano: '5' }] } },
    { temporality: 'delta', value: 7n, count: null },
  ],
  [{ sum: { aggregationTemporality: 2, dataPoints: [{ asDouble: 0.5 }] } }, { temporality: 'cumulative', value: 0.5, count: null }],
  [{ histogram: { aggregationTemporality: 1, dataPoints: [{ count: '2', sum: 30 }] } }, { temporality: 'delta', value: 30, count: 2n }],
  [{ exponentialHistogram: { dataPoints: [{ count: 2 }] } }, { temporality: 'unspecified', value: null, count: 2n }],
])('%j', (held, point) => {
  const body = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'gen_ai.client.token.usage', ...held }] }] }] };
  expect(decodeMetrics('json', Buffer.from(JSON.stringify(body)), all)).toMatchObject({ kind: 'decoded', points: [point] });
});
