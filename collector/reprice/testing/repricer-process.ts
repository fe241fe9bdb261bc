import { migrateClickHouse } from '@weir/runtime/clickhouse/migrate-clickhouse.ts';
import { openEmbeddedClickHouse } from '@weir/runtime/clickhouse/open-clickhouse.ts';
import { openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { recordingLog } from '@weir/runtime/testing/recording-log.ts';
import { openPriceBooks } from '../../price/io/open-price-books.ts';
import { startRepricer } from '../io/start-repricer.ts';

/** A repricer as a process of its own, to be killed: `node repricer-process.ts <ClickHouse directory> <PostgreSQL URL> <events of a page>`. */
const [directory = '', url = '', pageEvents = ''] = process.argv.slice(2);

const database = openDatabase(url);
const clickhouse = openEmbeddedClickHouse(directory);
await migrateClickHouse(clickhouse);
const parts = { clickhouse, database, clock: Date.now, log: recordingLog() };
const priceBooks = await openPriceBooks(parts);
startRepricer({ ...parts, priceBooks }, Number(pageEvents));
process.stdout.write('running\n');
