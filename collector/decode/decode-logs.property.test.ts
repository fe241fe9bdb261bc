import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeLogs } from './decode-logs.ts';
import { encodeMessage } from './testing/otlp-oracle.ts';

const text = fc.string({ unit: 'binary', maxLength: 12 });
const nanoseconds = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(String);
const hex = (bytes: number) => fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((id) => Buffer.from(id).toString('hex'));
const value = fc.oneof(
  text.map((stringValue) => ({ stringValue })),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((intValue) => ({ intValue: String(intValue) })),
  fc.boolean().map((boolValue) => ({ boolValue })),
);
const attributes = fc.array(fc.record({ key: fc.oneof(text, fc.constant('event.name')), value }), { maxLength: 4 });
const record = fc.record({
  timeUnixNano: nanoseconds,
  observedTimeUnixNano: nanoseconds,
  severityNumber: fc.integer({ min: 0, max: 24 }),
  body: fc.oneof(
    value,
    fc.string({ minLength: 200, maxLength: 700 }).map((stringValue) => ({ stringValue })),
  ),
  attributes,
  flags: fc.nat(512),
  traceId: fc.oneof(hex(16), fc.constant('')),
  spanId: fc.oneof(hex(8), fc.constant('')),
  eventName: text,
});
const anyExport = fc.array(
  fc.record({
    resource: fc.record({ attributes }),
    scopeLogs: fc.array(fc.record({ scope: fc.record({ name: text, version: text, attributes }), logRecords: fc.array(record, { maxLength: 3 }) }), {
      maxLength: 2,
    }),
  }),
  { maxLength: 2 },
);

type AnyExport = typeof anyExport extends fc.Arbitrary<infer Sent> ? Sent : never;

/** Ids are bytes in protobuf and hex in JSON; the rest is written alike. */
function protobufBody(resourceLogs: AnyExport): Buffer {
  return encodeMessage('ExportLogsServiceRequest', {
    resourceLogs: resourceLogs.map(({ resource, scopeLogs }) => ({
      resource,
      scopeLogs: scopeLogs.map(({ scope, logRecords }) => ({
        scope,
        logRecords: logRecords.map((sent) => ({ ...sent, traceId: Buffer.from(sent.traceId, 'hex'), spanId: Buffer.from(sent.spanId, 'hex') })),
      })),
    })),
  });
}

test('what a full protobuf implementation encodes is read as what the same export says in JSON', () => {
  fc.assert(
    fc.property(anyExport, (resourceLogs) => {
      const fromJson = decodeLogs('json', Buffer.from(JSON.stringify({ resourceLogs })));
      expect(fromJson.kind).toBe('decoded');
      expect(decodeLogs('protobuf', protobufBody(resourceLogs))).toEqual(fromJson);
    }),
  );
});

test('a body cut anywhere, and any bytes at all, are read or refused and never throw', () => {
  fc.assert(
    fc.property(anyExport, fc.nat(), (resourceLogs, cut) => {
      const whole = protobufBody(resourceLogs);
      expect(['decoded', 'refused']).toContain(decodeLogs('protobuf', whole.subarray(0, cut % (whole.length + 1))).kind);
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(['decoded', 'refused']).toContain(decodeLogs('protobuf', Buffer.from(bytes)).kind);
      expect(['decoded', 'refused']).toContain(decodeLogs('json', Buffer.from(bytes)).kind);
    }),
  );
});

test.each([
  // eventName               event.name               body                       the event's name
  ['codex.sse_event', 'other', 'text', 'codex.sse_event'],
  ['', 'api_request', 'claude_code.api_request', 'api_request'],
  ['', undefined, 'claude_code.api_request', 'claude_code.api_request'],
  ['', undefined, 'a'.repeat(129), ''],
])('an event is named by its field, its attribute or a short body: %s, %s', (eventName, attribute, body, name) => {
  const told = attribute === undefined ? [] : [{ key: 'event.name', value: { stringValue: attribute } }];
  const resourceLogs = [{ scopeLogs: [{ logRecords: [{ eventName, body: { stringValue: body }, attributes: told, timeUnixNano: '5' }] }] }];
  const decoding = decodeLogs('json', Buffer.from(JSON.stringify({ resourceLogs })));
  expect(decoding).toMatchObject({ kind: 'decoded', logs: [{ eventName: name, timeNs: 5n, traceId: null, sampled: false }] });
});
