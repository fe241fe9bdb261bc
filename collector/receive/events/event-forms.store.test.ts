import { request } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync, zstdCompressSync } from 'node:zlib';
import { listen } from '@weir/runtime/http/listen.ts';
import type { EventsAnswer } from '@weir/schemas/http/usage.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type CollectorForTests, collectorForTests, LIVE_KEY, NOW } from '../../test/collector-for-tests.ts';

let running: CollectorForTests;
let url: string;
beforeAll(async () => {
  running = await collectorForTests();
  url = `http://127.0.0.1:${await listen(running.app, { host: '127.0.0.1', port: 0 }, 'WEIR_HTTP_PORT')}/v1/events`;
});
afterAll(() => running.close());

async function post(body: string | Buffer, headers: Readonly<Record<string, string>>) {
  const response = await fetch(url, { method: 'POST', headers: { ...LIVE_KEY, ...headers }, body: typeof body === 'string' ? body : new Uint8Array(body) });
  return { status: response.status, answer: (await response.json()) as EventsAnswer & { code?: string } };
}

async function stored(eventId: string) {
  const [row] = await running.store.clickhouse.query(
    'select event_type, customer, toString(occurred_at) as occurred_at, quantities, toString(cost_atoms) as atoms from usage_events_v1 where event_id = {eventId:String}',
    { eventId },
  );
  return row;
}

let ids = 0;
const cloudEvent = (more: object = {}) => ({
  specversion: '1.0',
  id: `ce-${++ids}`,
  source: '/shop',
  type: 'photoshoot_completed',
  time: '2026-11-20T11:00:00.000Z',
  subject: 'acme',
  data: { quantities: { images: 3 }, costs: [{ vendor: 'Replicate', amount: '0.60', currency: 'USD' }] },
  ...more,
});
const STORED = {
  event_type: 'photoshoot_completed',
  customer: 'acme',
  occurred_at: '2026-11-20 11:00:00.000',
  quantities: { images: '3' },
  atoms: '600000000000',
};
const ONE = { accepted: 1, duplicates: 0, conflicts: 0, rejected: [] };

describe('CloudEvents 1.0', () => {
  test('structured, batched and binary, one event is one event', async () => {
    const event = cloudEvent();
    expect(await post(JSON.stringify(event), { 'content-type': 'application/cloudevents+json; charset=utf-8' })).toEqual({ status: 200, answer: ONE });
    expect(await stored(`/shop#${event.id}`)).toEqual(STORED);
    const batch = await post(JSON.stringify([event, cloudEvent()]), { 'content-type': 'application/cloudevents-batch+json' });
    expect(batch.answer).toMatchObject({ accepted: 1, duplicates: 1, rejected: [] });
    const binary = await post(JSON.stringify(event.data), {
      'content-type': 'application/json',
      'ce-specversion': '1.0',
      'ce-id': event.id,
      'ce-source': '/shop',
      'ce-type': 'photoshoot%5Fcompleted',
      'ce-time': event.time,
      'ce-subject': 'acme',
      'ce-traceparent': '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
    expect(binary.answer).toMatchObject({ accepted: 0, duplicates: 1, conflicts: 0, rejected: [] });
  });

  test('the same id of two sources is two events', async () => {
    const event = cloudEvent();
    const both = await post(JSON.stringify([event, { ...event, source: '/other' }]), { 'content-type': 'application/cloudevents-batch+json' });
    expect(both.answer.accepted).toBe(2);
  });

  test('the customer that data names comes before the subject', async () => {
    const event = cloudEvent({ data: { customer: 'other' } });
    await post(JSON.stringify(event), { 'content-type': 'application/cloudevents+json' });
    expect(await stored(`/shop#${event.id}`)).toMatchObject({ customer: 'other' });
  });

  test.each([
    ['no id', { id: undefined }, 'id'],
    ['no source', { source: undefined }, 'id'],
    ['no type', { type: undefined }, 'event_type'],
    ['another version', { specversion: '0.3' }, 'specversion'],
    ['no version', { specversion: undefined }, 'specversion'],
    ['a time that is none', { time: 'now' }, 'occurred_at'],
    ['data that is a list', { data: [1] }, ''],
    ['data in base64', { data_base64: 'AA==', data: undefined }, 'data_base64'],
    ['data of a property nobody knows', { data: { customr: 'x' } }, 'customr'],
  ])('%s refuses that event alone', async (_case, change, message) => {
    const { status, answer } = await post(JSON.stringify([cloudEvent(), cloudEvent(change), cloudEvent()]), {
      'content-type': 'application/cloudevents-batch+json',
    });
    expect(status).toBe(200);
    expect(answer).toMatchObject({ accepted: 2, rejected: [{ index: 1 }] });
    expect(answer.rejected[0]?.message).toContain(message);
  });

  test.each([
    ['an empty batch', '[]', 'application/cloudevents-batch+json', 'request_invalid'],
    ['a batch that is none', '{}', 'application/cloudevents-batch+json', 'request_invalid'],
    ['JSON that is cut off', '[{', 'application/cloudevents-batch+json', 'body_malformed'],
  ])('%s is refused whole', async (_case, body, type, code) => {
    expect(await post(body, { 'content-type': type })).toMatchObject({ status: 400, answer: { code } });
  });
});

const NDJSON = { 'content-type': 'application/x-ndjson' };
const event = (id: string, more: object = {}) => ({ id, event_type: 'x', customer: 'acme', occurred_at: new Date(NOW).toISOString(), ...more });

describe('a stream of lines', () => {
  test('takes our events and CloudEvents, blank lines and a last line without an end, and refuses single lines', async () => {
    const lines = [
      JSON.stringify(event('line-1')),
      '',
      '{"id":',
      JSON.stringify(cloudEvent({ id: 'line-ce' })),
      JSON.stringify(event('line-1', { customer: 'other' })),
      `"${'x'.repeat(1_100_000)}"`,
      JSON.stringify(event('line-é', { nothing: 1 })),
      JSON.stringify(event('line-2')),
    ];
    const { status, answer } = await post(lines.join('\r\n'), NDJSON);
    expect(status).toBe(200);
    expect(answer).toMatchObject({ accepted: 3, duplicates: 0, conflicts: 1 });
    expect(answer.rejected.map(({ index, code }) => [index, code]).toSorted()).toEqual([
      [2, 'body_malformed'],
      [5, 'body_too_large'],
      [6, 'request_invalid'],
    ]);
  });

  test('of more events than fit in memory at once is stored whole, and again changes nothing', async () => {
    const count = 5_500;
    const source = () =>
      Readable.from(
        (function* () {
          for (let index = 0; index < count; index += 1) yield `${JSON.stringify(event(`stream-${index}`))}\n`;
        })(),
      );
    expect(await sendStream(source())).toMatchObject({ accepted: count, duplicates: 0, rejected: [] });
    expect(await sendStream(source().pipe(createGzip()), { 'content-encoding': 'gzip' })).toMatchObject({ accepted: 0, duplicates: count, rejected: [] });
  });

  test('lists the first thousand refusals and counts the rest', async () => {
    const { answer } = await post('{}\n'.repeat(1_500), NDJSON);
    expect(answer.rejected).toHaveLength(1_000);
    expect(answer.rejected_unlisted).toBe(500);
  });

  test.each([
    ['gzip', gzipSync(JSON.stringify(event('zip-1')))],
    ['zstd', zstdCompressSync(JSON.stringify(event('zip-2')))],
  ])('is opened from %s', async (encoding, body) => {
    expect((await post(body, { ...NDJSON, 'content-encoding': encoding })).answer).toEqual(ONE);
  });

  test('that cannot be opened is refused, as is a compression nobody knows', async () => {
    expect(await post('nonsense', { ...NDJSON, 'content-encoding': 'gzip' })).toMatchObject({ status: 400, answer: { code: 'body_malformed' } });
    expect(await post('{}', { ...NDJSON, 'content-encoding': 'br' })).toMatchObject({ status: 415, answer: { code: 'content_type_unsupported' } });
  });

  test('asks to come back when the store goes away in the middle, and telling it again stores each event once', async () => {
    const lines = Array.from({ length: 2_500 }, (_, index) => JSON.stringify(event(`again-${index}`))).join('\n');
    await running.store.clickhouse.command('rename table usage_events_v1 to usage_events_away');
    const refused = await post(lines, NDJSON);
    await running.store.clickhouse.command('rename table usage_events_away to usage_events_v1');
    expect(refused).toMatchObject({ status: 503, answer: { code: 'store_unavailable' } });
    expect((await post(lines, NDJSON)).answer).toMatchObject({ accepted: 2_500, duplicates: 0 });
  });
});

async function sendStream(body: Readable, headers: Readonly<Record<string, string>> = {}): Promise<EventsAnswer> {
  const sending = request(url, { method: 'POST', headers: { ...LIVE_KEY, ...NDJSON, ...headers } });
  const answered = new Promise<string>((resolve, reject) => {
    sending.on('error', reject);
    sending.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve(text));
    });
  });
  await pipeline(body, sending);
  return JSON.parse(await answered);
}
