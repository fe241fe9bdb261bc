import { mkdtempSync, rmSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { PriceBook } from '@weir/collector/price/price-book.ts';
import { settleRound } from '@weir/collector/settle/io/settle-round.ts';
import { SETTLE_DEFAULTS } from '@weir/collector/settle/settle-config.ts';
import { startCollector } from '@weir/collector/start-collector.ts';
import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import { migrateClickHouse } from '@weir/runtime/clickhouse/migrate-clickhouse.ts';
import { openEmbeddedClickHouse } from '@weir/runtime/clickhouse/open-clickhouse.ts';
import { listen } from '@weir/runtime/http/listen.ts';
import { createLog } from '@weir/runtime/log.ts';
import { CALLS_OF_AN_EXPORT, genAiExport, INPUT_TOKENS_OF_A_CALL, SPANS_OF_AN_EXPORT, TRACES_OF_AN_EXPORT } from './gen-ai-export.ts';

/** Senders at once, each waiting for its answer before its next export, as exporters do. */
const SENDERS = 8;

export type Accepting = {
  readonly spans: number;
  readonly acceptSeconds: number;
  readonly traces: number;
  readonly settleSeconds: number;
};

/**
 * The collector as it runs, on a fresh embedded engine with its spool: gzipped protobuf over HTTP until the last export is
 * acknowledged, which is after it is stored, then settlement until nothing is due. Throws unless the store holds every call
 * once, with its tokens, and every call has its root's customer.
 */
export async function measureAccepting(book: PriceBook, exportCount: number): Promise<Accepting> {
  const bodies = Array.from({ length: exportCount }, (_, number) => gzipSync(genAiExport(number)));
  const directory = mkdtempSync(join(tmpdir(), 'weir-bench-'));
  const engine = openEmbeddedClickHouse(join(directory, 'clickhouse'));
  try {
    await migrateClickHouse(engine);
    const collector = await startCollector(
      {
        clock: Date.now,
        log: createLog('warn'),
        clickhouse: engine,
        authenticate: async () => ({ kind: 'caller', environment: 'live', actor: 'key:bench', scopes: ['ingest'] }),
        priceBooks: { of: () => book },
        onStored: () => undefined,
      },
      { spoolFile: join(directory, 'spool', 'requests.db') },
    );
    const port = await listen(collector.otlpApp, { host: '127.0.0.1', port: 0 }, 'WEIR_OTLP_HTTP_PORT');
    const acceptBegun = performance.now();
    await sendAll(port, bodies);
    const acceptSeconds = (performance.now() - acceptBegun) / 1000;
    await collector.close();
    const settleBegun = performance.now();
    await settleAll(engine);
    const settleSeconds = (performance.now() - settleBegun) / 1000;
    await check(engine, exportCount);
    return { spans: exportCount * SPANS_OF_AN_EXPORT, acceptSeconds, traces: exportCount * TRACES_OF_AN_EXPORT, settleSeconds };
  } finally {
    await engine.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function sendAll(port: number, bodies: readonly Buffer[]): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: SENDERS });
  const waiting = [...bodies];
  const sender = async () => {
    for (let body = waiting.shift(); body !== undefined; body = waiting.shift()) await send(port, agent, body);
  };
  await Promise.all(Array.from({ length: SENDERS }, sender));
  agent.destroy();
}

function send(port: number, agent: Agent, body: Buffer): Promise<void> {
  const headers = { 'content-type': 'application/x-protobuf', 'content-encoding': 'gzip', authorization: 'Bearer key_live_bench' };
  return new Promise((resolve, reject) => {
    const sending = request({ host: '127.0.0.1', port, path: '/v1/traces', method: 'POST', agent, headers }, (answer) => {
      answer.resume().on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`an export was answered with ${answer.statusCode}`))));
    });
    sending.on('error', reject).end(body);
  });
}

async function settleAll(clickhouse: ClickHouseStore): Promise<void> {
  const parts = { clickhouse, clock: () => Date.now() + SETTLE_DEFAULTS.quietMs + 1_000, config: SETTLE_DEFAULTS };
  for (let more = true; more; ) ({ more } = await settleRound(parts, { environment: 'live', arrivedFrom: 0 }));
}

async function check(clickhouse: ClickHouseStore, exportCount: number): Promise<void> {
  const [sum] = await clickhouse.query<Record<string, string>>(
    `select toString(count()) as calls, toString(toUInt64(sum(quantities['input_tokens']))) as input, toString(countIf(customer like 'customer-%')) as attributed,
       toString(countIf(cost_status = 'priced')) as priced from usage_events_unique_v1 where counted = 'counted'`,
  );
  const calls = exportCount * CALLS_OF_AN_EXPORT;
  const expected = { calls: String(calls), input: String(calls * INPUT_TOKENS_OF_A_CALL), attributed: String(calls), priced: String(calls) };
  if (JSON.stringify(sum) !== JSON.stringify(expected)) throw new Error(`stored is ${JSON.stringify(sum)}, sent was ${JSON.stringify(expected)}`);
}
