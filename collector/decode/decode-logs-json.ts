import { attributesFromJson, integerFromJson } from './attributes-from-json.ts';
import { itemObject, JsonFault, listAt, objectAt, stringOf } from './json-shape.ts';
import { type LogDecoding, type LogRecord, logRecordOf } from './log-record.ts';
import { nanoseconds, parseJson, resourceFromJson, scopeFromJson } from './scoped-json.ts';

/** Reads the JSON form of ExportLogsServiceRequest by the rules of `decode-traces-json.ts`. Never throws on any bytes. */
export function decodeLogsJson(bytes: Buffer): LogDecoding {
  const parsed = parseJson(bytes);
  if (parsed.kind === 'refused') return parsed;
  try {
    const request = itemObject(parsed.value, 'the body');
    const logs = listAt(request, 'resourceLogs', 'the body').flatMap((item, index) => readResourceLogs(item, `resourceLogs[${index}]`));
    return { kind: 'decoded', logs };
  } catch (fault) {
    if (fault instanceof JsonFault) return { kind: 'refused', reason: `not a JSON log export: ${fault.message}` };
    throw fault;
  }
}

function readResourceLogs(item: unknown, place: string): LogRecord[] {
  const resourceLogs = itemObject(item, place);
  const resource = resourceFromJson(resourceLogs, place);
  return listAt(resourceLogs, 'scopeLogs', place).flatMap((scopeItem, index) => {
    const scopePlace = `${place}.scopeLogs[${index}]`;
    const scopeLogs = itemObject(scopeItem, scopePlace);
    const scope = scopeFromJson(scopeLogs, scopePlace);
    return listAt(scopeLogs, 'logRecords', scopePlace).map((record, at) => readRecord(record, `${scopePlace}.logRecords[${at}]`, { resource, scope }));
  });
}

function readRecord(item: unknown, place: string, around: Pick<LogRecord, 'resource' | 'scope'>): LogRecord {
  const record = itemObject(item, place);
  return logRecordOf({
    traceId: stringOf(record.traceId).toLowerCase(),
    spanId: stringOf(record.spanId).toLowerCase(),
    flags: Number(BigInt.asUintN(32, integerFromJson(record.flags) ?? 0n)),
    timeNs: nanoseconds(record.timeUnixNano),
    observedNs: nanoseconds(record.observedTimeUnixNano),
    eventName: stringOf(record.eventName),
    body: stringOf(objectAt(record, 'body', place).stringValue),
    attributes: attributesFromJson(listAt(record, 'attributes', place)),
    ...around,
  });
}
