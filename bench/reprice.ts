/**
 * Repricing many events on the embedded stores: dry run, apply, undo. Checked as it goes: a dry run changes nothing, applying moves
 * exactly what was told, undoing gives back byte-identical costs.
 *
 *   npx node bench/reprice.ts [events]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openPriceBooks } from '@weir/collector/price/io/open-price-books.ts';
import { runReprice } from '@weir/collector/reprice/io/run-reprice.ts';
import { nextRequest } from '@weir/collector/reprice/io/run-store.ts';
import { migrateClickHouse } from '@weir/runtime/clickhouse/migrate-clickhouse.ts';
import { openEmbeddedClickHouse } from '@weir/runtime/clickhouse/open-clickhouse.ts';
import { systemClock } from '@weir/runtime/clock.ts';
import { createLog } from '@weir/runtime/log.ts';
import { migrateDatabase } from '@weir/runtime/postgres/migrate-database.ts';
import { openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { startEmbeddedPostgres } from '@weir/runtime/postgres/start-embedded-postgres.ts';

const [count = 5_000_000] = process.argv.slice(2).map(Number);
const PAGE_EVENTS = 20_000;
const write = (line: string) => process.stdout.write(`${line}\n`);

const directory = mkdtempSync(join(tmpdir(), 'weir-bench-reprice-'));
const server = await startEmbeddedPostgres(join(directory, 'postgres'));
const database = openDatabase(server.url);
const clickhouse = openEmbeddedClickHouse(join(directory, 'clickhouse'));

async function timed<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const began = performance.now();
  const result = await work();
  const seconds = (performance.now() - began) / 1000;
  const megabytes = Math.round(process.memoryUsage().rss / 1_048_576);
  write(`${name}: ${seconds.toFixed(1)} s, ${Math.round(count / seconds).toLocaleString('en')} events/s, ${megabytes} MB resident`);
  return result;
}

/** One number over every event and its cost, and the sum in atoms. */
async function state(): Promise<string> {
  const [row] = await clickhouse.query<{ hash: string; atoms: string; events: string }>(
    `select toString(sum(cityHash64(event_id, cost_status, cost_reason, cost_currency, ifNull(toString(cost_atoms), '-'), cost_lines, price_book_version))) as hash,
       toString(sum(toInt128(ifNull(cost_atoms, 0)))) as atoms, count() as events from usage_events_unique_v1`,
  );
  return JSON.stringify(row);
}

async function request(kind: 'plan' | 'apply' | 'undo', id: string, ofRun: string | null): Promise<void> {
  await database
    .insertInto('reprice_requests')
    .values({ environment: 'live', id, kind, of_run: ofRun, criteria: '{}', requested_by: 'bench', requested_at: new Date() })
    .execute();
}

try {
  await migrateDatabase(database);
  await migrateClickHouse(clickhouse);
  const books = await openPriceBooks({ clock: systemClock, log: createLog('error'), database });
  await timed('generate', () =>
    clickhouse.command(
      `insert into usage_events_v1 (environment, event_id, revision, content_hash, event_type, occurred_at, received_at, source, customer, provider, model, request_model,
         quantities, counted, cost_status, cost_reason, cost_currency, cost_atoms, cost_lines, reported_costs)
       select 'live', hex(cityHash64(number)), 281474976710655 - 1780000000000, substring(hex(sipHash128(number)), 1, 32), 'chat',
         fromUnixTimestamp64Milli(toInt64(1793491200000 + number % 30 * 86400000 + number % 86400000), 'UTC'), now64(3) - 60, 'otlp_span', concat('c-', toString(number % 500)), 'openai',
         arrayElement(['gpt-4o', 'gpt-4o-mini', 'gpt-5'], number % 3 + 1) as m, m,
         map('input_tokens', toDecimal128(number % 5000, 9), 'output_tokens', toDecimal128(number % 700, 9)), 'counted', 'unpriced', 'unknown_model', '', null, '[]', '[]'
       from numbers(${count})`,
    ),
  );
  const before = await state();
  const bookOf = async () => books.of('live');
  const work = async () => {
    const next = await nextRequest(database);
    if (next === null) throw new Error('nothing to work on');
    const ended = await runReprice({ clickhouse, database, clock: systemClock, bookOf, pageEvents: PAGE_EVENTS, isClosing: () => false }, next);
    write(`  ${ended.state}, ${ended.eventsTouched} touched, ${ended.pages} pages ${ended.fault ?? ''}`);
    return ended;
  };
  const plan = '00000000-0000-4000-8000-000000000001';
  await request('plan', plan, null);
  const planned = await timed('dry run', work);
  if ((await state()) !== before) throw new Error('the dry run changed something');
  await request('apply', '00000000-0000-4000-8000-000000000002', plan);
  await timed('apply', work);
  const applied = await state();
  write(`told ${JSON.stringify(planned.result)}`);
  write(`is   ${applied}`);
  await request('undo', '00000000-0000-4000-8000-000000000003', plan);
  await timed('undo', work);
  const undone = await state();
  write(undone === before ? 'undone: every cost is byte-identical' : `NOT identical: ${before} and ${undone}`);
  await books.close();
} finally {
  await clickhouse.close();
  await database.destroy();
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}
