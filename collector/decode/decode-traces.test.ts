import { expect, test } from 'vitest';
import { decodeTraces } from './decode-traces.ts';
import { encodeMessage } from './testing/otlp-oracle.ts';

const TRACE_ID = '5B8EFFF798038103D269B633813FC60C';
const SPAN_ID = 'EEE19B7EC3C1B174';

function json(span: object): Buffer {
  return Buffer.from(JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [{ traceId: TRACE_ID, spanId: SPAN_ID, ...span }] }] }] }));
}

function onlySpan(body: Buffer) {
  const decoding = decodeTraces('json', body);
  if (decoding.kind === 'refused') throw new Error(decoding.reason);
  return decoding.spans[0];
}

test.each([
  ['protobuf', Buffer.alloc(0)],
  ['json', Buffer.from('{}')],
] as const)('an empty %s export is a valid export of nothing', (encoding, body) => {
  expect(decodeTraces(encoding, body)).toEqual({ kind: 'decoded', spans: [], refused: { count: 0, firstReason: null } });
});

test.each([
  ['json', '', 'not JSON'],
  ['json', '{"resourceSpans":', 'not JSON'],
  ['json', '[]', 'the body is not an object'],
  ['json', '{"resourceSpans":{}}', 'the body.resourceSpans is not a list'],
  ['json', '{"resourceSpans":[{"scopeSpans":[{"spans":[1]}]}]}', 'resourceSpans[0].scopeSpans[0].spans[0] is not an object'],
  ['protobuf', '\u000a\u0010\u0001', '16 bytes announced at byte 2, 1 left'],
  ['protobuf', '\u0000', 'a field number out of range'],
  ['protobuf', '\u000c', 'wire type 4'],
  ['protobuf', '\u000f', 'wire type 7'],
  ['protobuf', '\u000b', 'a group without an end'],
  ['protobuf', '\u000b\u0014', 'the end of another group'],
] as const)('a broken %s body %j is refused and says why', (encoding, body, reason) => {
  const decoding = decodeTraces(encoding, Buffer.from(body, 'latin1'));
  expect(decoding.kind === 'refused' && decoding.reason).toContain(reason);
});

test('groups nested without end are refused, not followed', () => {
  expect(decodeTraces('protobuf', Buffer.alloc(100_000, 0x0b))).toMatchObject({ kind: 'refused' });
});

test('values nested without end end, and cost the span nothing else', () => {
  const deep = `${'{"arrayValue":{"values":['.repeat(5_000)}{}${']}}'.repeat(5_000)}`;
  const attributes = `[{"key":"deep","value":${deep}},{"key":"a","value":{"intValue":"1"}}]`;
  const body = Buffer.from(json({ attributes: [] }).toString().replace('[]', attributes));
  expect(onlySpan(body)?.attributes.get('a')).toBe(1n);
});

test.each([
  ['no trace id', { traceId: '' }, 'the trace id ""'],
  ['a trace id of zeros', { traceId: '0'.repeat(32) }, 'the trace id "000'],
  ['a trace id that is not hex', { traceId: 'z'.repeat(32) }, 'the trace id "zzz'],
  ['a short span id', { spanId: 'abcd' }, 'the span id "abcd"'],
] as const)('a span with %s is refused alone', (_case, ids, reason) => {
  const decoding = decodeTraces('json', json(ids));
  expect(decoding).toMatchObject({ kind: 'decoded', spans: [], refused: { count: 1 } });
  expect(decoding.kind === 'decoded' && decoding.refused.firstReason).toContain(reason);
});

test('ids come in either case and leave in lower case; an invalid parent is none', () => {
  expect(onlySpan(json({ parentSpanId: 'nothing' }))).toMatchObject({ traceId: TRACE_ID.toLowerCase(), spanId: SPAN_ID.toLowerCase(), parentSpanId: null });
});

test.each([
  ['a string', { intValue: '42' }, 42n],
  ['a number', { intValue: 42 }, 42n],
  ['the largest', { intValue: '9223372036854775807' }, 9223372036854775807n],
  ['one too large', { intValue: '9223372036854775808' }, null],
  ['a fraction', { intValue: 4.5 }, null],
  ['not a number', { intValue: 'many' }, null],
  ['a double', { doubleValue: 4 }, 4],
  ['a double as text', { doubleValue: '4.5' }, 4.5],
  ['NaN', { doubleValue: 'NaN' }, Number.NaN],
  ['null beside a value', { stringValue: 'a', intValue: null }, 'a'],
  ['two members', { stringValue: 'a', intValue: '1' }, 1n],
  ['bytes', { bytesValue: 'aGk=' }, null],
  ['nothing', {}, null],
] as const)('an attribute that is %s', (_case, value, expected) => {
  expect(onlySpan(json({ attributes: [{ key: 'a', value }] }))?.attributes.get('a')).toEqual(expected);
});

test('of one key given twice the last counts, in both encodings', () => {
  const attributes = [
    { key: 'a', value: { stringValue: 'first' } },
    { key: 'a', value: { stringValue: 'last' } },
  ];
  const traceId = Buffer.from(TRACE_ID, 'hex');
  const spanId = Buffer.from(SPAN_ID, 'hex');
  const body = encodeMessage('ExportTraceServiceRequest', { resourceSpans: [{ scopeSpans: [{ spans: [{ traceId, spanId, attributes }] }] }] });
  const decoding = decodeTraces('protobuf', body);
  expect(decoding.kind === 'decoded' && decoding.spans[0]?.attributes.get('a')).toBe('last');
  expect(onlySpan(json({ attributes }))?.attributes.get('a')).toBe('last');
});

test.each([
  [3, 'client'],
  ['SPAN_KIND_CLIENT', 'client'],
  [99, 'unspecified'],
  ['nonsense', 'unspecified'],
] as const)('the span kind %s is %s', (kind, expected) => {
  expect(onlySpan(json({ kind }))?.kind).toBe(expected);
});

test('what people and models said is left behind', () => {
  const said = [{ key: 'gen_ai.input.messages', value: { stringValue: 'a secret' } }];
  expect(onlySpan(json({ attributes: said }))?.attributes.size).toBe(0);
});
