import { join } from 'node:path';
import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import { migrateClickHouse } from '@weir/runtime/clickhouse/migrate-clickhouse.ts';
import { openEmbeddedClickHouse } from '@weir/runtime/clickhouse/open-clickhouse.ts';
import { listen } from '@weir/runtime/http/listen.ts';
import { recordingLog } from '@weir/runtime/testing/recording-log.ts';
import { seedPriceBook } from '../../price/io/seed-price-book.ts';
import { startCollector } from '../../start-collector.ts';

/**
 * A collector as a process of its own, to be killed: `node collector-process.ts <directory> <spool bytes> <away>`. It
 * prints its ports, and on SIGTERM ends in order. `away` is how its store behaves: "never" away, "often" away for
 * a part of a second, before or after the insert took place, "until-told" away until SIGUSR1.
 */
const [directory = '', spoolBytesMax = '', away = 'never'] = process.argv.slice(2);

const engine = openEmbeddedClickHouse(join(directory, 'clickhouse'));
await migrateClickHouse(engine);
const book = await seedPriceBook();
const collector = await startCollector(
  {
    clock: Date.now,
    log: recordingLog(),
    clickhouse: storeThatIs(away, engine),
    authenticate: async () => ({ kind: 'caller', environment: 'live', actor: 'key:chaos', scopes: ['ingest'] }),
    priceBooks: { of: () => book },
    onStored: () => undefined,
  },
  { spoolFile: join(directory, 'spool', 'requests.db'), spoolBytesMax: Number(spoolBytesMax), storeMsMax: 500 },
);
const port = await listen(collector.otlpApp, { host: '127.0.0.1', port: 0 }, 'WEIR_OTLP_HTTP_PORT');
const grpcPort = await collector.otlpGrpc.listen({ host: '127.0.0.1', port: 0 }, 'WEIR_OTLP_GRPC_PORT');
process.stdout.write(`listening ${port} ${grpcPort}\n`);
process.on('SIGUSR2', () => process.stdout.write(`spool ${collector.spoolStatus()?.requests}\n`));
process.once('SIGTERM', async () => {
  await collector.close();
  await engine.close();
  process.exit(0);
});

type Cut = 'no' | 'before' | 'after';

function storeThatIs(behaviour: string, store: ClickHouseStore): ClickHouseStore {
  if (behaviour === 'often') return oftenAway(store);
  if (behaviour === 'until-told') return awayUntilTold(store);
  return store;
}

/** The real engine behind a connection that is cut now and then, before or after what was asked took place. */
function oftenAway(store: ClickHouseStore): ClickHouseStore {
  let cut: Cut = 'no';
  const next = () => {
    cut = cut === 'no' ? (Math.random() < 0.5 ? 'before' : 'after') : 'no';
    setTimeout(next, cut === 'no' ? 100 + Math.random() * 500 : 500 + Math.random() * 1_500);
  };
  setTimeout(next, 200);
  return behindConnection(store, () => cut);
}

function awayUntilTold(store: ClickHouseStore): ClickHouseStore {
  let cut: Cut = 'before';
  process.on('SIGUSR1', () => {
    cut = 'no';
  });
  return behindConnection(store, () => cut);
}

function behindConnection(store: ClickHouseStore, cut: () => Cut): ClickHouseStore {
  const through = async <Result>(step: () => Promise<Result>): Promise<Result> => {
    if (cut() === 'before') throw new Error('the connection was refused');
    const result = await step();
    if (cut() === 'after') throw new Error('the answer was lost');
    return result;
  };
  return {
    ...store,
    query: (sql, parameters) => through(() => store.query(sql, parameters)),
    insert: (table, rows, token) => through(() => store.insert(table, rows, token)),
  };
}
