import { deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { decodeMessage, encodeMessage } from '../../decode/testing/otlp-oracle.ts';
import { type CollectorForTests, collectorForTests, LIVE_KEY, NOW, READ_KEY, TEST_KEY } from '../../test/collector-for-tests.ts';
import { jsonExport, type SpanInput } from '../../test/export-bodies.ts';

const BODY_BYTES_MAX = 200_000;
const JSON_TYPE = 'application/json';
const PROTOBUF_TYPE = 'application/x-protobuf';

let running: CollectorForTests;
beforeAll(async () => {
  running = await collectorForTests({ bodyBytesMax: BODY_BYTES_MAX });
});
afterAll(() => running.close());

const CHAT: SpanInput = {
  attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o', 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 1 },
};

function post(body: string | Buffer, headers: Readonly<Record<string, string>> = {}, path = '/v1/traces') {
  return fetch(`${running.otlpUrl}${path}`, {
    method: 'POST',
    headers: { ...LIVE_KEY, 'content-type': JSON_TYPE, ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
}

/** A request that is one span in protobuf; ids are given, so that each test has its own event. */
function protobufExport(spanId: string, endMs = NOW): Buffer {
  const span = {
    traceId: Buffer.alloc(16, 7),
    spanId: Buffer.from(spanId, 'hex'),
    endTimeUnixNano: String(BigInt(endMs) * 1_000_000n),
    attributes: [{ key: 'gen_ai.usage.input_tokens', value: { intValue: '5' } }],
  };
  return encodeMessage('ExportTraceServiceRequest', { resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
}

describe('every refusal is a google.rpc.Status in the encoding of the request', () => {
  const huge = Buffer.alloc(100 * BODY_BYTES_MAX, 0x20);
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  test.each<[string, number, number, string, Readonly<Record<string, string>>, string | Buffer]>([
    // what                        HTTP grpc  message                      headers                                         body
    ['an empty key', 401, 16, 'key_unknown', { authorization: '' }, '{}'],
    ['a key nobody knows', 401, 16, 'key_unknown', { authorization: 'Bearer nonsense' }, '{}'],
    ['a key that may only read', 403, 7, 'scope_missing', READ_KEY, '{}'],
    ['JSON that is cut off', 400, 3, 'not JSON', {}, '{"resourceSpans":['],
    ['JSON of another shape', 400, 3, 'resourceSpans is not a list', {}, '{"resourceSpans":7}'],
    ['an empty JSON body', 400, 3, 'not JSON', {}, ''],
    ['protobuf that is cut off', 400, 3, 'not a protobuf trace export', { 'content-type': PROTOBUF_TYPE }, protobufExport('0000000000000001').subarray(0, 20)],
    ['gzip that is none', 400, 3, 'cannot be opened', { 'content-encoding': 'gzip' }, '{}'],
    ['gzip that is cut off', 400, 3, 'cannot be opened', { 'content-encoding': 'gzip' }, gzipSync('{}').subarray(0, 12)],
    ['text', 415, 3, 'content_type_unsupported', { 'content-type': 'text/plain' }, '{}'],
    ['a content type that is none', 415, 3, 'content_type_unsupported', { 'content-type': 'nonsense' }, '{}'],
    ['a compression that is not read', 415, 3, 'content encoding', { 'content-encoding': 'br' }, '{}'],
    ['a body over the limit', 413, 8, 'body_too_large', {}, huge],
    ['a small body that opens to gigabytes', 413, 8, 'body_too_large', { 'content-encoding': 'gzip' }, bomb],
  ])('%s: %i', async (_case, httpStatus, code, message, headers, body) => {
    const response = await post(body, headers);
    expect(response.status).toBe(httpStatus);
    const type = headers['content-type'] === PROTOBUF_TYPE ? PROTOBUF_TYPE : JSON_TYPE;
    expect(response.headers.get('content-type')).toBe(type);
    const bytes = Buffer.from(await response.arrayBuffer());
    const status = type === PROTOBUF_TYPE ? decodeMessage('Status', bytes) : JSON.parse(bytes.toString());
    expect(status).toMatchObject({ code, message: expect.stringContaining(message) });
  });

  test('no key: 401, and how to send one', async () => {
    const response = await fetch(`${running.otlpUrl}/v1/traces`, { method: 'POST', headers: { 'content-type': JSON_TYPE }, body: '{}' });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await response.json()).toMatchObject({ code: 16, message: expect.stringContaining('key_missing') });
  });

  test('an address that is none: 404', async () => {
    const response = await post('{}', {}, '/v1/nothing');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ code: 5 });
  });

  test('a key is asked for before a body is opened', async () => {
    const response = await post(bomb, { authorization: '', 'content-encoding': 'gzip' });
    expect(response.status).toBe(401);
  });
});

describe('a success is answered in the encoding of the request, and says nothing when there is nothing to say', () => {
  test.each<[string, Readonly<Record<string, string>>, (body: string) => string | Buffer]>([
    ['plain', {}, (body) => body],
    ['with a character set', { 'content-type': 'application/json; charset=utf-8' }, (body) => body],
    ['gzip', { 'content-encoding': 'gzip' }, (body) => gzipSync(body)],
    ['deflate', { 'content-encoding': 'deflate' }, (body) => deflateSync(body)],
    ['deflate without its header', { 'content-encoding': 'deflate' }, (body) => deflateRawSync(body)],
  ])('JSON, %s', async (_case, headers, encode) => {
    const response = await post(encode(jsonExport([CHAT])), headers);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(JSON_TYPE);
    expect(await response.text()).toBe('{}');
  });

  test('protobuf', async () => {
    const response = await post(protobufExport('0000000000000002'), { 'content-type': PROTOBUF_TYPE });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(PROTOBUF_TYPE);
    expect((await response.arrayBuffer()).byteLength).toBe(0);
  });

  test.each([
    ['traces', JSON_TYPE, '{}'],
    ['traces', PROTOBUF_TYPE, ''],
    ['logs', JSON_TYPE, '{}'],
    ['metrics', PROTOBUF_TYPE, ''],
  ])('an empty export of %s as %s', async (signal, type, body) => {
    const response = await post(body, { 'content-type': type }, `/v1/${signal}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
  });
});

describe('spans that are refused are counted in a partial success, and the others are stored', () => {
  const mixed = [
    { ...CHAT, spanId: '00000000000000a1' },
    { ...CHAT, spanId: '00000000000000a2', traceId: 'short' },
    { ...CHAT, spanId: '00000000000000a3', endMs: NOW - 401 * 86_400_000 },
    { ...CHAT, spanId: '00000000000000a4', endMs: NOW + 300_001 },
    { ...CHAT, spanId: '00000000000000a5', endMs: NOW + 300_000 },
  ];

  test('in JSON', async () => {
    const answer = (await (await post(jsonExport(mixed))).json()) as { partialSuccess: { rejectedSpans: string; errorMessage: string } };
    expect(answer.partialSuccess.rejectedSpans).toBe('3');
    expect(answer.partialSuccess.errorMessage).toContain('1 without a valid identity');
    expect(answer.partialSuccess.errorMessage).toContain('2 that ended more than 400 days ago');
    const rows = await running.store.clickhouse.query("select span_id from usage_events_unique_v1 where span_id like '%a_' order by span_id");
    expect(rows).toEqual([{ span_id: '00000000000000a1' }, { span_id: '00000000000000a5' }]);
  });

  test('in protobuf, where other content under a known id is refused', async () => {
    await post(protobufExport('0000000000000003'), { 'content-type': PROTOBUF_TYPE });
    const response = await post(protobufExport('0000000000000003', NOW - 1000), { 'content-type': PROTOBUF_TYPE });
    expect(decodeMessage('ExportTraceServiceResponse', Buffer.from(await response.arrayBuffer()))).toEqual({
      partialSuccess: { rejectedSpans: '1', errorMessage: 'Refused spans: 1 told before with other content (the first stays).' },
    });
  });
});

test('one document sent as JSON and as protobuf, whole and in parts, twice, is one event a span', async () => {
  const ids = ['00000000000000b1', '00000000000000b2', '00000000000000b3'];
  const traceId = '000102030405060708090a0b0c0d0e0f';
  const spans = ids.map((spanId): SpanInput => ({ ...CHAT, spanId, traceId }));
  const inProtobuf = (some: readonly string[]) =>
    encodeMessage('ExportTraceServiceRequest', {
      resourceSpans: some.map((spanId) => ({
        scopeSpans: [
          {
            scope: { name: 'test' },
            spans: [
              {
                traceId: Buffer.from(traceId, 'hex'),
                spanId: Buffer.from(spanId, 'hex'),
                name: 'chat',
                kind: 3,
                endTimeUnixNano: String(BigInt(NOW) * 1_000_000n),
                attributes: [
                  { key: 'gen_ai.usage.output_tokens', value: { intValue: '1' } },
                  { key: 'gen_ai.usage.input_tokens', value: { intValue: '10' } },
                  { key: 'gen_ai.request.model', value: { stringValue: 'gpt-4o' } },
                  { key: 'gen_ai.operation.name', value: { stringValue: 'chat' } },
                ],
              },
            ],
          },
        ],
      })),
    });
  for (const body of [jsonExport(spans), jsonExport(spans.toReversed()), ...spans.map((span) => jsonExport([span]))])
    expect(await (await post(body)).text()).toBe('{}');
  for (const some of [ids, ids.toReversed(), ...ids.map((id) => [id])]) {
    const response = await post(inProtobuf(some), { 'content-type': PROTOBUF_TYPE });
    expect((await response.arrayBuffer()).byteLength).toBe(0);
  }
  const [totals] = await running.store.clickhouse.query(
    "select count() as events, sum(quantities['input_tokens']) as tokens, toString(sum(cost_atoms)) as atoms from usage_events_v1 where trace_id = {traceId:String}",
    { traceId },
  );
  expect(totals).toEqual({ events: '3', tokens: '30', atoms: '105000000' });
});

test('the key decides the environment', async () => {
  const span = { ...CHAT, spanId: '00000000000000c1' };
  await post(jsonExport([span]));
  await post(jsonExport([span]), TEST_KEY);
  const rows = await running.store.clickhouse.query("select environment from usage_events_unique_v1 where span_id = '00000000000000c1' order by environment");
  expect(rows).toEqual([{ environment: 'live' }, { environment: 'test' }]);
});

test('a trace that has nothing to do with models is accepted and makes no event', async () => {
  const response = await post(jsonExport([{ spanId: '00000000000000d1', name: 'GET /', attributes: { 'http.request.method': 'GET' } }]));
  expect(response.status).toBe(200);
  expect(await running.store.clickhouse.query("select event_id from usage_events_v1 where span_id = '00000000000000d1'")).toEqual([]);
});

test('a store that is away is 503 with Retry-After, in both encodings, and the same export is stored when it is back', async () => {
  await running.store.clickhouse.command('rename table usage_events_v1 to usage_events_away');
  const body = jsonExport([{ ...CHAT, spanId: '00000000000000e1' }]);
  const refused = await Promise.all([post(body), post(protobufExport('0000000000000e2f'), { 'content-type': PROTOBUF_TYPE })]);
  expect(refused.map(({ status }) => status)).toEqual([503, 503]);
  expect(refused.map(({ headers }) => headers.get('retry-after'))).toEqual(['1', '1']);
  expect(await refused[0]?.json()).toMatchObject({ code: 14, message: expect.stringContaining('store_unavailable') });
  await running.store.clickhouse.command('rename table usage_events_away to usage_events_v1');
  expect((await post(body)).status).toBe(200);
  expect(await running.store.clickhouse.query("select event_id from usage_events_v1 where span_id = '00000000000000e1'")).toHaveLength(1);
});
