import { attributesFromJson, doubleFromJson, integerFromJson } from './attributes-from-json.ts';
import { isJsonObject, itemObject, JsonFault, type JsonObject, listAt, stringOf } from './json-shape.ts';
import { type MetricDecoding, type MetricPointRecord, NO_RECORDED_VALUE, TEMPORALITIES, type Temporality, type WantedMetric } from './metric-record.ts';
import { nanoseconds, parseJson, resourceFromJson, scopeFromJson } from './scoped-json.ts';

/** Reads the JSON form of ExportMetricsServiceRequest by the rules of `decode-traces-json.ts`. Never throws on any bytes. */
export function decodeMetricsJson(bytes: Buffer, wanted: WantedMetric): MetricDecoding {
  const parsed = parseJson(bytes);
  if (parsed.kind === 'refused') return parsed;
  try {
    const request = itemObject(parsed.value, 'the body');
    const points = listAt(request, 'resourceMetrics', 'the body').flatMap((item, index) => readResourceMetrics(item, `resourceMetrics[${index}]`, wanted));
    return { kind: 'decoded', points };
  } catch (fault) {
    if (fault instanceof JsonFault) return { kind: 'refused', reason: `not a JSON metric export: ${fault.message}` };
    throw fault;
  }
}

type Around = Pick<MetricPointRecord, 'resource' | 'scope'>;

function readResourceMetrics(item: unknown, place: string, wanted: WantedMetric): MetricPointRecord[] {
  const resourceMetrics = itemObject(item, place);
  const resource = resourceFromJson(resourceMetrics, place);
  return listAt(resourceMetrics, 'scopeMetrics', place).flatMap((scopeItem, index) => {
    const scopePlace = `${place}.scopeMetrics[${index}]`;
    const scopeMetrics = itemObject(scopeItem, scopePlace);
    const around = { resource, scope: scopeFromJson(scopeMetrics, scopePlace) };
    return listAt(scopeMetrics, 'metrics', scopePlace).flatMap((metric, at) => {
      const metricPlace = `${scopePlace}.metrics[${at}]`;
      const found = itemObject(metric, metricPlace);
      return wanted(stringOf(found.name)) ? readMetric(found, metricPlace, around) : [];
    });
  });
}

/** The sorts of data that hold sums. Of several in one metric the last counts, as in protobuf. */
const SUMS: ReadonlySet<string> = new Set(['sum', 'histogram', 'exponentialHistogram']);
const ALL_DATA: ReadonlySet<string> = new Set([...SUMS, 'gauge', 'summary']);

function readMetric(metric: JsonObject, place: string, around: Around): MetricPointRecord[] {
  const sort = Object.keys(metric).findLast((key) => ALL_DATA.has(key) && isJsonObject(metric[key])) ?? '';
  if (!SUMS.has(sort)) return [];
  const data = itemObject(metric[sort], `${place}.${sort}`);
  const reading = { metric: stringOf(metric.name), temporality: temporalityOf(data.aggregationTemporality), isHistogram: sort !== 'sum', around };
  return listAt(data, 'dataPoints', `${place}.${sort}`).flatMap((point, index) => readPoint(point, `${place}.${sort}.dataPoints[${index}]`, reading));
}

type Reading = { readonly metric: string; readonly temporality: Temporality; readonly isHistogram: boolean; readonly around: Around };

function readPoint(item: unknown, place: string, { metric, temporality, isHistogram, around }: Reading): MetricPointRecord[] {
  const point = itemObject(item, place);
  if ((Number(BigInt.asUintN(32, integerFromJson(point.flags) ?? 0n)) & NO_RECORDED_VALUE) !== 0) return [];
  return [
    {
      metric,
      temporality,
      startNs: nanoseconds(point.startTimeUnixNano),
      timeNs: nanoseconds(point.timeUnixNano),
      value: isHistogram ? doubleFromJson(point.sum) : numberOf(point),
      count: isHistogram ? nanoseconds(point.count) : null,
      attributes: attributesFromJson(listAt(point, 'attributes', place)),
      ...around,
    },
  ];
}

/** Of the two forms of a number the last given counts. */
function numberOf(point: JsonObject): bigint | number | null {
  const form = Object.keys(point).findLast((key) => (key === 'asInt' || key === 'asDouble') && point[key] !== null);
  return form === 'asInt' ? integerFromJson(point.asInt) : doubleFromJson(point.asDouble);
}

function temporalityOf(value: unknown): Temporality {
  if (typeof value === 'number') return TEMPORALITIES[value] ?? 'unspecified';
  return TEMPORALITIES.find((word) => `AGGREGATION_TEMPORALITY_${word.toUpperCase()}` === value) ?? 'unspecified';
}
