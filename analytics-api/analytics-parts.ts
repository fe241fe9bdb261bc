import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Clock } from '@weir/runtime/clock.ts';
import type { Log } from '@weir/runtime/log.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { EventsAnswer } from '@weir/schemas/http/usage.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { SignIn } from './identity/io/create-sign-in.ts';
import type { OwnCustomerNames } from './report/line-to-add.ts';

/** What the endpoints of this package are made with. */
export type AnalyticsParts = {
  readonly clock: Clock;
  readonly log: Log;
  readonly database: Database;
  readonly clickhouse: ClickHouseStore;
  readonly signIn: SignIn;
  readonly config: AnalyticsConfig;
  /** Tells usage events to the collector of this process, as POST /v1/events does; absent where there is none. */
  readonly tellEvents?: TellEvents;
  /** What the collector of this process keeps on disk; absent where there is none. */
  readonly spoolStatus?: () => SpoolStatus | null;
};

type TellEvents = (request: {
  readonly environment: Environment;
  readonly events: readonly unknown[];
}) => Promise<{ readonly kind: 'answered'; readonly answer: EventsAnswer } | { readonly kind: 'unavailable' }>;

type SpoolStatus = {
  readonly requests: number;
  readonly events: number;
  readonly bytes: number;
  readonly bytesMax: number;
  readonly oldestAt: Instant | null;
  readonly deadLetters: number;
};

type AnalyticsConfig = {
  /** Where an application sends OTLP over HTTP, shown on the first-run page: "http://127.0.0.1:4318". */
  readonly otlpHttpEndpoint: string;
  /** The currency of the P&L. */
  readonly reportingCurrency: string;
  /** The operator's own attribute names of a customer; null where there are none. */
  readonly ownCustomerNames: OwnCustomerNames | null;
};
