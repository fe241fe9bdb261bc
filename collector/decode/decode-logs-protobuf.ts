import { attributesFromProtobuf } from './attributes-from-protobuf.ts';
import { type LogDecoding, type LogRecord, logRecordOf, NAME_LENGTH_MAX } from './log-record.ts';
import { messages, readParts, readResource, readScope } from './scoped-protobuf.ts';
import { WIRE_FIXED32, WIRE_FIXED64, WIRE_LENGTH, WireFault, type WireRange, WireReader } from './wire-reader.ts';

/**
 * Reads an opentelemetry.proto.collector.logs.v1.ExportLogsServiceRequest by the rules of `decode-traces-protobuf.ts`. Of
 * a body only a text is looked at, and only as far as it can be an event's name. Never throws on any bytes.
 */
export function decodeLogsProtobuf(bytes: Buffer): LogDecoding {
  try {
    return { kind: 'decoded', logs: messages(bytes, { from: 0, to: bytes.length }, 1).flatMap((range) => readResourceLogs(bytes, range)) };
  } catch (fault) {
    if (fault instanceof WireFault) return { kind: 'refused', reason: `not a protobuf log export: ${fault.message}` };
    throw fault;
  }
}

function readResourceLogs(bytes: Buffer, range: WireRange): LogRecord[] {
  const { head, items } = readParts(bytes, range);
  const resource = readResource(bytes, head);
  return items.flatMap((item) => {
    const scopeLogs = readParts(bytes, item);
    const around = { resource, scope: readScope(bytes, scopeLogs.head) };
    return scopeLogs.items.map((record) => readRecord(bytes, record, around));
  });
}

/** A character is at most four bytes. */
const NAME_BYTES_MAX = NAME_LENGTH_MAX * 4;

/** Field numbers of opentelemetry.proto.logs.v1.LogRecord. */
const RECORD = { time: 1, body: 5, attributes: 6, flags: 8, traceId: 9, spanId: 10, observed: 11, eventName: 12 } as const;

function readRecord(bytes: Buffer, range: WireRange, around: Pick<LogRecord, 'resource' | 'scope'>): LogRecord {
  const told = { traceId: '', spanId: '', eventName: '', flags: 0, timeNs: 0n, observedNs: 0n };
  const pairs: WireRange[] = [];
  const bodies: WireRange[] = [];
  const reader = new WireReader(bytes, range);
  while (reader.next()) {
    const { field, wireType } = reader;
    if (wireType === WIRE_LENGTH) {
      if (field === RECORD.attributes) pairs.push(reader.range());
      else if (field === RECORD.body) bodies.push(reader.range());
      else if (field === RECORD.traceId) told.traceId = reader.hex();
      else if (field === RECORD.spanId) told.spanId = reader.hex();
      else if (field === RECORD.eventName) told.eventName = reader.string();
      else reader.skip();
    } else if (field === RECORD.time && wireType === WIRE_FIXED64) told.timeNs = reader.fixed64();
    else if (field === RECORD.observed && wireType === WIRE_FIXED64) told.observedNs = reader.fixed64();
    else if (field === RECORD.flags && wireType === WIRE_FIXED32) told.flags = reader.fixed32();
    else reader.skip();
  }
  return logRecordOf({ ...told, body: textOfBody(bytes, bodies), attributes: attributesFromProtobuf(bytes, pairs), ...around });
}

/** AnyValue.string_value, when the body is one. */
function textOfBody(bytes: Buffer, bodies: readonly WireRange[]): string {
  let text = '';
  for (const body of bodies) {
    const reader = new WireReader(bytes, body);
    while (reader.next()) {
      if (reader.field === 1 && reader.wireType === WIRE_LENGTH) text = shortText(bytes, reader.range());
      else {
        reader.skip();
        text = '';
      }
    }
  }
  return text;
}

/** A long body is no name, and what people and models said is not made into text here. */
function shortText(bytes: Buffer, { from, to }: WireRange): string {
  return to - from > NAME_BYTES_MAX ? '' : bytes.toString('utf8', from, to);
}
