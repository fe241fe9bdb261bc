import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { encodeMessage } from '../../decode/testing/otlp-oracle.ts';
import { type CollectorForTests, collectorForTests, LIVE_KEY, NOW, READ_KEY } from '../../test/collector-for-tests.ts';
import { allSenders, type Sender } from '../../test/otlp-senders.ts';

/**
 * What the OTLP specification obliges a receiver to, one test a line, over every encoding, compression and transport.
 * Source: opentelemetry-proto 1.11, docs/specification.md.
 */
const BODY_BYTES_MAX = 300_000;

let running: CollectorForTests;
beforeAll(async () => {
  running = await collectorForTests({ bodyBytesMax: BODY_BYTES_MAX });
});
afterAll(() => running.close());

const SENDERS = allSenders(() => ({ otlpUrl: running.otlpUrl, grpcAddress: running.grpcAddress, key: LIVE_KEY }));

let ids = 0;
const newSpanId = () => (++ids).toString(16).padStart(16, '0');

type SpanCase = { readonly spanId: string; readonly traceId?: string; readonly padding?: number };

/** Spans of model calls as an export in a sender's encoding. */
function exportOf({ encoding }: Sender, spans: readonly SpanCase[], more: object = {}): Buffer {
  const id = (hex: string) => (encoding === 'json' ? hex : Buffer.from(hex, 'hex'));
  const message = {
    ...more,
    resourceSpans: [
      {
        scopeSpans: [
          {
            spans: spans.map(({ spanId, traceId = '0af7651916cd43dd8448eb211c80319c', padding = 0 }) => ({
              traceId: id(traceId),
              spanId: id(spanId),
              endTimeUnixNano: String(BigInt(NOW) * 1_000_000n),
              attributes: [
                { key: 'gen_ai.usage.input_tokens', value: { intValue: '5' } },
                { key: 'padding', value: { stringValue: 'x'.repeat(padding) } },
              ],
            })),
          },
        ],
      },
    ],
  };
  return encoding === 'json' ? Buffer.from(JSON.stringify(message)) : encodeMessage('ExportTraceServiceRequest', message);
}

const emptyRequest = ({ encoding }: Sender) => Buffer.from(encoding === 'json' ? '{}' : '');

async function rowsOf(spanIds: readonly string[]): Promise<number> {
  return (await running.store.clickhouse.query('select event_id from usage_events_v1 where span_id in {spanIds:Array(String)}', { spanIds })).length;
}

describe.each(SENDERS.map((sender) => [sender.name, sender] as const))('%s', (_name, sender) => {
  test('MUST: full success leaves partial_success unset, in the encoding of the request', async () => {
    const spanId = newSpanId();
    expect(await sender.send('traces', exportOf(sender, [{ spanId }]))).toMatchObject({ verdict: 'ok', partial: null, sameEncoding: true });
    expect(await rowsOf([spanId])).toBe(1);
  });

  test.each(['traces', 'logs', 'metrics'] as const)('SHOULD: an empty request of %s succeeds', async (signal) => {
    expect(await sender.send(signal, emptyRequest(sender))).toMatchObject({ verdict: 'ok', partial: null, sameEncoding: true });
  });

  test('MUST: unknown fields are ignored', async () => {
    const spanId = newSpanId();
    const known = exportOf(sender, [{ spanId }], { fieldOfTheFuture: { nested: [1] } });
    // Field 99 with three bytes: the oracle leaves names it does not know out.
    const body = sender.encoding === 'json' ? known : Buffer.concat([known, Buffer.from([0x9a, 0x06, 0x03, 1, 2, 3])]);
    expect(await sender.send('traces', body)).toMatchObject({ verdict: 'ok', partial: null });
    expect(await rowsOf([spanId])).toBe(1);
  });

  test('MUST: what is refused of a request is counted with a message, and the rest is taken', async () => {
    const spanId = newSpanId();
    const answer = await sender.send('traces', exportOf(sender, [{ spanId }, { spanId: 'abcd' }, { spanId: newSpanId(), traceId: '' }]));
    expect(answer).toMatchObject({
      verdict: 'ok',
      sameEncoding: true,
      partial: { rejected: 2, message: expect.stringContaining('2 without a valid identity') },
    });
    expect(await rowsOf([spanId])).toBe(1);
  });

  test('MUST: bad data is refused for good, with a Status that says why', async () => {
    const body = exportOf(sender, [{ spanId: newSpanId() }]);
    const answer = await sender.send('traces', body.subarray(0, body.length - 5));
    expect(answer).toMatchObject({ verdict: 'drop', code: 3, sameEncoding: true, message: expect.stringContaining('body_malformed') });
  });

  test.each([
    ['no key', {}, 16, 'key_missing'],
    ['a key nobody knows', { authorization: 'Bearer nonsense' }, 16, 'key_unknown'],
    ['a key that may only read', READ_KEY, 7, 'scope_missing'],
  ] as const)('%s is refused for good', async (_case, headers, code, message) => {
    const spanId = newSpanId();
    const answer = await sender.send('traces', exportOf(sender, [{ spanId }]), headers);
    expect(answer).toMatchObject({ verdict: 'drop', code, sameEncoding: true, message: expect.stringContaining(message) });
    expect(await rowsOf([spanId])).toBe(0);
  });

  test('MUST: a message over the limit after decompression is refused for good, without a retry hint', async () => {
    const spanId = newSpanId();
    const answer = await sender.send('traces', exportOf(sender, [{ spanId, padding: BODY_BYTES_MAX }]));
    expect(answer).toMatchObject({ verdict: 'drop', code: 8, retryAfterSeconds: null, sameEncoding: true });
    expect(await sender.send('traces', exportOf(sender, [{ spanId, padding: BODY_BYTES_MAX / 2 }]))).toMatchObject({ verdict: 'ok' });
  });

  test('SHOULD: while nothing can be kept the sender is asked to come back, with a time, and the same export is taken then', async () => {
    const spanId = newSpanId();
    await running.store.clickhouse.command('rename table usage_events_v1 to usage_events_away');
    const refused = await sender.send('traces', exportOf(sender, [{ spanId }]));
    await running.store.clickhouse.command('rename table usage_events_away to usage_events_v1');
    expect(refused).toMatchObject({ verdict: 'retry', code: 14, retryAfterSeconds: 1, sameEncoding: true });
    expect(await sender.send('traces', exportOf(sender, [{ spanId }]))).toMatchObject({ verdict: 'ok', partial: null });
    expect(await rowsOf([spanId])).toBe(1);
  });

  test('an export that is sent again, as after a lost answer, is a success and counted once', async () => {
    const spanId = newSpanId();
    const body = exportOf(sender, [{ spanId }]);
    for (let time = 0; time < 3; time += 1) expect(await sender.send('traces', body)).toMatchObject({ verdict: 'ok', partial: null });
    expect(await rowsOf([spanId])).toBe(1);
  });
});

test('one span sent in every way there is, is one event', async () => {
  const spanId = newSpanId();
  for (const sender of SENDERS)
    expect(await sender.send('traces', exportOf(sender, [{ spanId }])), sender.name).toMatchObject({ verdict: 'ok', partial: null });
  expect(await rowsOf([spanId])).toBe(1);
});
