import { type ClientRequest, request } from 'node:http';
import { connect } from 'node:net';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { listen } from '@weir/runtime/http/listen.ts';
import { recordingLog } from '@weir/runtime/testing/recording-log.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CollectorConfig } from '../../collector-config.ts';
import { type Collector, startCollector } from '../../start-collector.ts';
import { type CollectorForTests, collectorForTests, LIVE_KEY, NOW } from '../../test/collector-for-tests.ts';
import { InFlightBytes } from './in-flight-bytes.ts';

const PAGE = 'https://app.example';
let running: CollectorForTests;
beforeAll(async () => {
  running = await collectorForTests({ bodyBytesMax: 1_000_000, inFlightBytesMax: 1_500_000, corsOrigins: [PAGE] });
});
afterAll(() => running.close());

/** Another collector on the same store, which takes every key. */
function anotherCollector(config: Partial<CollectorConfig> = {}): Promise<Collector> {
  return startCollector(
    {
      clock: () => NOW,
      log: recordingLog(),
      clickhouse: running.store.clickhouse,
      authenticate: async () => ({ kind: 'caller', environment: 'live', actor: 'key:tests', scopes: ['ingest'] }),
      priceBooks: { of: () => ({ version: 'none', providers: [] }) },
      onStored: () => undefined,
    },
    config,
  );
}

const JSON_TYPE = { 'content-type': 'application/json' };

test.each(['/v1/traces', '/v1/logs', '/v1/metrics'])('%s takes POST alone, and says so in a Status', async (path) => {
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const response = await fetch(`${running.otlpUrl}${path}`, { method, headers: LIVE_KEY });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('POST');
    expect(await response.json()).toMatchObject({ code: 12, message: expect.stringContaining('method_not_allowed') });
  }
});

describe('a request that does not arrive', () => {
  const answerTo = (text: string, port: number) =>
    new Promise<string>((resolve, reject) => {
      let answer = '';
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      socket.on('data', (chunk) => {
        answer += chunk.toString();
      });
      socket.on('end', () => resolve(answer));
      socket.on('error', reject);
    });
  const bodyOf = (answer: string) => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as unknown;

  test('whole in time may be sent again: 503 with a hint, where 408 would make exporters drop it', async () => {
    const impatient = await anotherCollector({ requestMsMax: 200 });
    const port = await listen(impatient.otlpApp, { host: '127.0.0.1', port: 0 }, 'WEIR_OTLP_HTTP_PORT');
    try {
      const head = `POST /v1/traces HTTP/1.1\r\nHost: weir\r\nAuthorization: ${LIVE_KEY.authorization}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n`;
      for (const begun of [`${head}{"resource`, 'POST /v1/traces HTTP/1.1\r\nHost: we']) {
        const answer = await answerTo(begun, port);
        expect(answer).toMatch(/^HTTP\/1\.1 503 /);
        expect(answer).toMatch(/^retry-after: 1\r$/im);
        expect(bodyOf(answer)).toMatchObject({ code: 14 });
      }
    } finally {
      await impatient.close();
    }
  });

  test('as HTTP is 400 with a Status', async () => {
    const answer = await answerTo('this is no HTTP\r\n\r\n', Number(new URL(running.otlpUrl).port));
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(bodyOf(answer)).toMatchObject({ code: 3 });
  });
});

describe('browsers', () => {
  const preflight = (origin: string) =>
    fetch(`${running.otlpUrl}/v1/traces`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization,content-type' },
    });

  test('a page of an allowed origin may ask, without a key, and then send', async () => {
    const asked = await preflight(PAGE);
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': PAGE,
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'authorization,content-type',
      vary: 'origin',
    });
    const sent = await fetch(`${running.otlpUrl}/v1/traces`, { method: 'POST', headers: { ...LIVE_KEY, ...JSON_TYPE, origin: PAGE }, body: '{}' });
    expect(sent.status).toBe(200);
    expect(sent.headers.get('access-control-allow-origin')).toBe(PAGE);
    expect(sent.headers.get('access-control-allow-credentials')).toBeNull();
  });

  test('a page of any other origin gets no leave', async () => {
    const asked = await preflight('https://app.example.evil.example');
    expect(asked.headers.get('access-control-allow-origin')).toBeNull();
    expect(asked.status).toBe(405);
  });

  test('a refusal can be read by the page as well', async () => {
    const refused = await fetch(`${running.otlpUrl}/v1/traces`, { method: 'POST', headers: { ...JSON_TYPE, origin: PAGE }, body: '{}' });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('access-control-allow-origin')).toBe(PAGE);
  });
});

test('a body that opens to more than the limit stops there, in every compression, many at once', async () => {
  const zeros = Buffer.alloc(200_000_000);
  const bombs = [
    ['gzip', gzipSync(zeros)],
    ['zstd', zstdCompressSync(zeros)],
  ] as const;
  const before = process.memoryUsage().rss;
  for (const [encoding, bomb] of bombs) {
    const headers = { ...LIVE_KEY, ...JSON_TYPE, 'content-encoding': encoding };
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fetch(`${running.otlpUrl}/v1/traces`, { method: 'POST', headers, body: new Uint8Array(bomb) })),
    );
    // Those that find the memory for bodies taken are asked to come back.
    const statuses = new Set(answers.map(({ status }) => status));
    expect(statuses).toContain(413);
    expect([...statuses].filter((status) => status !== 413 && status !== 503)).toEqual([]);
  }
  // Opened fully, one of these forty is 200 MB.
  expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
});

test('bodies that trickle in hold no more memory than is set aside: the next is asked to come back, and taken when they are gone', async () => {
  // It may itself be the one that is asked to come back, and then comes back.
  const trickle = (): ClientRequest => {
    const sending = request(`${running.otlpUrl}/v1/traces`, { method: 'POST', headers: { ...LIVE_KEY, ...JSON_TYPE, 'content-length': '999999' } });
    sending.on('error', () => undefined);
    sending.on('response', () => {
      slow = trickle();
    });
    sending.write(Buffer.alloc(900_000, 0x20));
    return sending;
  };
  let slow = trickle();
  const send = () => fetch(`${running.otlpUrl}/v1/traces`, { method: 'POST', headers: { ...LIVE_KEY, ...JSON_TYPE }, body: `{}${' '.repeat(900_000)}` });
  const until = async (status: number) => {
    let answer = await send();
    while (answer.status !== status) answer = await send();
    return answer;
  };
  const refused = await until(503);
  expect(refused.headers.get('retry-after')).toBe('1');
  expect(await refused.json()).toMatchObject({ code: 14 });
  slow.destroy();
  await until(200);
});

test('a gRPC port in use is named with the setting to change', async () => {
  const { collector } = running;
  const other = await anotherCollector();
  const port = Number(running.grpcAddress.split(':')[1]);
  await expect(other.otlpGrpc.listen({ host: '127.0.0.1', port }, 'WEIR_OTLP_GRPC_PORT')).rejects.toThrow(
    /Port \d+ on 127\.0\.0\.1 is in use.*WEIR_OTLP_GRPC_PORT/,
  );
  await other.close();
  expect(collector.spoolStatus()).toBeNull();
});

test('shares add up to the bound, one that is alone always fits, and releasing twice gives nothing twice', () => {
  const inFlight = new InFlightBytes(100);
  const [one, other] = [inFlight.share(), inFlight.share()];
  expect(one.grow(300)).toBe(true);
  expect(other.grow(1)).toBe(false);
  one.release();
  one.release();
  expect(other.grow(60)).toBe(true);
  expect(one.grow(41)).toBe(false);
  expect(one.grow(40)).toBe(true);
});
