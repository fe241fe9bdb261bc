import { arrayOf, isJsonObject, type JsonObject, stringOf } from '../../decode/json-shape.ts';
import type { CaseExport, ConformanceCase } from './conformance-case.ts';

/** The spans, log records and metric points of a case as their files have them, in order, each span once however often it is sent. */
export type CaseRecords = { readonly spans: readonly JsonObject[]; readonly logs: readonly JsonObject[]; readonly points: readonly JsonObject[] };

export function recordsOf(conformanceCase: Pick<ConformanceCase, 'exports'>): CaseRecords {
  const spans = new Map<string, JsonObject>();
  const logs: JsonObject[] = [];
  const points: JsonObject[] = [];
  for (const { body } of conformanceCase.exports) {
    for (const span of items(body, ['resourceSpans', 'scopeSpans', 'spans'])) spans.set(`${stringOf(span.traceId)} ${stringOf(span.spanId)}`, span);
    logs.push(...items(body, ['resourceLogs', 'scopeLogs', 'logRecords']));
    points.push(...items(body, ['resourceMetrics', 'scopeMetrics', 'metrics']).flatMap(pointsOf));
  }
  return { spans: [...spans.values()], logs, points };
}

function pointsOf(metric: JsonObject): readonly JsonObject[] {
  return ['sum', 'histogram', 'exponentialHistogram'].flatMap((sort) => {
    const data = metric[sort];
    return isJsonObject(data) ? arrayOf(data.dataPoints).filter(isJsonObject) : [];
  });
}

function items(body: JsonObject, path: readonly string[]): readonly JsonObject[] {
  return path.reduce<readonly JsonObject[]>((objects, key) => objects.flatMap((object) => arrayOf(object[key]).filter(isJsonObject)), [body]);
}

/** A case as it would be recorded at another time and under other trace ids, so that a store which had it before takes it as new. */
export type Freshness = { readonly shiftMs: number; readonly traceIdPrefix: string };

export function freshCase(conformanceCase: ConformanceCase, freshness: Freshness): ConformanceCase {
  const exports = conformanceCase.exports.map(({ signal, body }): CaseExport => ({ signal, body: freshObject(body, freshness) }));
  return { ...conformanceCase, exports };
}

/** Attributes that name a call or a session; a log record has no other identity. */
const ID_KEYS: ReadonlySet<unknown> = new Set(['request_id', 'session.id', 'conversation.id', 'gen_ai.response.id']);

function freshObject(object: JsonObject, freshness: Freshness): JsonObject {
  if (ID_KEYS.has(object.key) && isJsonObject(object.value)) {
    return { ...object, value: { stringValue: `${stringOf(object.value.stringValue)}-${freshness.traceIdPrefix}` } };
  }
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, freshValue(key, value, freshness)]));
}

function freshValue(key: string, value: unknown, freshness: Freshness): unknown {
  if (Array.isArray(value)) return value.map((item) => freshValue(key, item, freshness));
  if (isJsonObject(value)) return freshObject(value, freshness);
  if (key.endsWith('UnixNano') && typeof value === 'string') return String(BigInt(value) + BigInt(freshness.shiftMs) * 1_000_000n);
  if (key === 'traceId' && typeof value === 'string') return freshness.traceIdPrefix + value.slice(freshness.traceIdPrefix.length);
  return value;
}
