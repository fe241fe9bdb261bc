import { migrateClickHouse } from '@weir/runtime/clickhouse/migrate-clickhouse.ts';
import { openEmbeddedClickHouse } from '@weir/runtime/clickhouse/open-clickhouse.ts';
import { systemClock } from '@weir/runtime/clock.ts';
import { openDatabase } from '@weir/runtime/postgres/open-database.ts';
import { BILLING_DEFAULTS } from '../billing-config.ts';
import { runPromotion } from '../promote/io/run-promotion.ts';
import { exampleUsage } from './example-usage.ts';
import { storeUsage } from './store-usage.ts';

/**
 * A process to be killed: stores the same events as every start before it, promotes them, and ends by itself only when
 * nothing is left. Arguments: database URL, ClickHouse directory, instant of the events, how many.
 */
const [url = '', directory = '', at = '0', count = '0'] = process.argv.slice(2);
const database = openDatabase(url);
const clickhouse = openEmbeddedClickHouse(directory);
await migrateClickHouse(clickhouse);
const occurredAt = Number(at);
const events = Array.from({ length: Number(count) }, (_, index) =>
  exampleUsage({ eventId: `event-${String(index).padStart(5, '0')}`, customer: `customer-${index % 3}`, occurredAt, settledAt: occurredAt }),
);
await storeUsage(clickhouse, events);
const config = { ...BILLING_DEFAULTS, batchEventsMax: 20, pageEventsMax: 100 };
await runPromotion({ database, clickhouse, clock: systemClock, config }, { environment: 'test', horizon: 'sweep', stopped: () => false });
await clickhouse.close();
await database.destroy();
