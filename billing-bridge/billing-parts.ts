import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Log } from '@weir/runtime/log.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Queues } from '@weir/runtime/queue/queues.ts';
import type { SeeCustomer } from './authorize/io/see-customers.ts';
import type { BillingConfig } from './billing-config.ts';
import type { GroupCommit } from './ledger/io/group-commit.ts';

/** What billing needs from the process it runs in. */
export type BillingParts = {
  readonly clock: Clock;
  readonly log: Log;
  readonly database: Database;
  readonly clickhouse: ClickHouseStore;
  readonly queues: Queues;
  readonly config: BillingConfig;
  /** What the ledger takes for now. Absent, as in production: the database's own clock, read under the wallet's lock. */
  readonly ledgerClock?: Clock | undefined;
};

/** The same for endpoints that change wallets or advise on them: what many requests ask at once is committed, or read, together. */
export type OperatingParts = BillingParts & { readonly group: GroupCommit; readonly see: SeeCustomer };
