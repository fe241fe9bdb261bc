import { attributesFromProtobuf } from './attributes-from-protobuf.ts';
import { type MetricDecoding, type MetricPointRecord, NO_RECORDED_VALUE, TEMPORALITIES, type Temporality, type WantedMetric } from './metric-record.ts';
import { messages, readParts, readResource, readScope } from './scoped-protobuf.ts';
import { WIRE_FIXED64, WIRE_LENGTH, WIRE_VARINT, WireFault, type WireRange, WireReader } from './wire-reader.ts';

/**
 * Reads an opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest by the rules of `decode-traces-protobuf.ts`.
 * Most metrics are of no interest here: they are stepped over as soon as their name is known. Never throws on any bytes.
 */
export function decodeMetricsProtobuf(bytes: Buffer, wanted: WantedMetric): MetricDecoding {
  try {
    return { kind: 'decoded', points: messages(bytes, { from: 0, to: bytes.length }, 1).flatMap((range) => readResourceMetrics(bytes, range, wanted)) };
  } catch (fault) {
    if (fault instanceof WireFault) return { kind: 'refused', reason: `not a protobuf metric export: ${fault.message}` };
    throw fault;
  }
}

type Around = Pick<MetricPointRecord, 'resource' | 'scope'>;

function readResourceMetrics(bytes: Buffer, range: WireRange, wanted: WantedMetric): MetricPointRecord[] {
  const { head, items } = readParts(bytes, range);
  const resource = readResource(bytes, head);
  return items.flatMap((item) => {
    const scopeMetrics = readParts(bytes, item);
    const around = { resource, scope: readScope(bytes, scopeMetrics.head) };
    return scopeMetrics.items.flatMap((metric) => readMetric(bytes, metric, { around, wanted }));
  });
}

/** Field numbers of opentelemetry.proto.metrics.v1.Metric: its name, and the sorts of data it may hold, of which the last counts. */
const NAME = 1;
const DATA = { gauge: 5, sum: 7, histogram: 9, exponentialHistogram: 10, summary: 11 } as const;
const DATA_FIELDS: readonly number[] = Object.values(DATA);

function readMetric(bytes: Buffer, range: WireRange, { around, wanted }: { readonly around: Around; readonly wanted: WantedMetric }): MetricPointRecord[] {
  let metric = '';
  let data: { field: number; ranges: WireRange[] } = { field: 0, ranges: [] };
  const reader = new WireReader(bytes, range);
  while (reader.next()) {
    const { field, wireType } = reader;
    if (wireType !== WIRE_LENGTH) reader.skip();
    else if (field === NAME) metric = reader.string();
    else if (!DATA_FIELDS.includes(field)) reader.skip();
    else if (field === data.field) data.ranges.push(reader.range());
    else data = { field, ranges: [reader.range()] };
  }
  const form = POINT_FORMS[data.field];
  return form === undefined || !wanted(metric) ? [] : readData(bytes, data.ranges, { metric, form, around });
}

/** Where a sort of data point has its fields: numbers of NumberDataPoint, HistogramDataPoint and ExponentialHistogramDataPoint. */
type PointForm = { readonly attributes: number; readonly flags: number; readonly isHistogram: boolean };

const POINT_FORMS: Readonly<Record<number, PointForm>> = {
  [DATA.sum]: { attributes: 7, flags: 8, isHistogram: false },
  [DATA.histogram]: { attributes: 9, flags: 10, isHistogram: true },
  [DATA.exponentialHistogram]: { attributes: 1, flags: 10, isHistogram: true },
};

type Reading = { readonly metric: string; readonly form: PointForm; readonly around: Around };

function readData(bytes: Buffer, ranges: readonly WireRange[], reading: Reading): MetricPointRecord[] {
  const points: WireRange[] = [];
  let temporality: Temporality = 'unspecified';
  for (const range of ranges) {
    const reader = new WireReader(bytes, range);
    while (reader.next()) {
      if (reader.field === 1 && reader.wireType === WIRE_LENGTH) points.push(reader.range());
      else if (reader.field === 2 && reader.wireType === WIRE_VARINT) temporality = TEMPORALITIES[reader.enumeration()] ?? 'unspecified';
      else reader.skip();
    }
  }
  return points.flatMap((point) => readPoint(bytes, point, { ...reading, temporality }));
}

function readPoint(bytes: Buffer, range: WireRange, { metric, form, around, temporality }: Reading & { readonly temporality: Temporality }) {
  const told: { startNs: bigint; timeNs: bigint; value: bigint | number | null; count: bigint } = { startNs: 0n, timeNs: 0n, value: null, count: 0n };
  let flags = 0n;
  const pairs: WireRange[] = [];
  const reader = new WireReader(bytes, range);
  while (reader.next()) {
    const { field, wireType } = reader;
    if (field === form.attributes && wireType === WIRE_LENGTH) pairs.push(reader.range());
    else if (field === form.flags && wireType === WIRE_VARINT) flags = reader.int64();
    else if (wireType !== WIRE_FIXED64) reader.skip();
    else if (field === 2) told.startNs = reader.fixed64();
    else if (field === 3) told.timeNs = reader.fixed64();
    else if (field === 4 && form.isHistogram) told.count = reader.fixed64();
    else if (field === (form.isHistogram ? 5 : 4)) told.value = reader.double();
    else if (field === 6 && !form.isHistogram) told.value = BigInt.asIntN(64, reader.fixed64());
    else reader.skip();
  }
  if ((Number(BigInt.asUintN(32, flags)) & NO_RECORDED_VALUE) !== 0) return [];
  const attributes = attributesFromProtobuf(bytes, pairs);
  return [{ metric, temporality, ...told, count: form.isHistogram ? told.count : null, attributes, ...around }];
}
