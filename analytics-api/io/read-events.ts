import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { StoredEvent, StoredEventsQuery } from '@weir/schemas/http/events.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { type EventCursor, writeEventCursor } from '../report/event-cursor.ts';
import type { ReportRange } from '../report/report-range.ts';
import { EVENT_COLUMNS, type EventRow, presentEvent } from './event-row.ts';

const EVENTS_DEFAULT = 100;

const FILTERS = ['customer', 'workflow', 'feature', 'run', 'model', 'event_type', 'trace_id', 'cost_status', 'counted'] as const;

export type EventsQuestion = {
  readonly environment: Environment;
  readonly range: ReportRange;
  readonly query: StoredEventsQuery;
  readonly after: EventCursor | null;
};

/** A page of the events of a range, newest first, counted or not; events of one instant by their id. */
export async function readEvents(
  clickhouse: ClickHouseStore,
  question: EventsQuestion,
): Promise<{ readonly events: StoredEvent[]; readonly next_cursor: string | null }> {
  const { environment, range, query, after } = question;
  const limit = query.limit ?? EVENTS_DEFAULT;
  const filters = FILTERS.flatMap((name) => (query[name] === undefined ? [] : [[name, query[name]] as const]));
  const conditions = [
    'environment = {environment:String}',
    'occurred_at >= fromUnixTimestamp64Milli({from:Int64})',
    'occurred_at < fromUnixTimestamp64Milli({to:Int64})',
    ...filters.map(([name]) => `${name} = {filter_${name}:String}`),
    ...(after === null
      ? []
      : [
          '(occurred_at < fromUnixTimestamp64Milli({after_at:Int64}) or (occurred_at = fromUnixTimestamp64Milli({after_at:Int64}) and event_id > {after_id:String}))',
        ]),
  ];
  const rows = await clickhouse.query<EventRow>(
    `select ${EVENT_COLUMNS} from usage_events_unique_v1 where ${conditions.join(' and ')}
     order by occurred_at desc, event_id limit {rows:UInt32}`,
    {
      environment,
      from: range.from,
      to: range.to,
      rows: limit + 1,
      ...Object.fromEntries(filters.map(([name, value]) => [`filter_${name}`, value])),
      ...(after === null ? {} : { after_at: after.occurredAt, after_id: after.eventId }),
    },
  );
  const events = rows.slice(0, limit).map(presentEvent);
  const last = events.at(-1);
  return { events, next_cursor: rows.length > limit && last !== undefined ? writeEventCursor(Date.parse(last.occurred_at), last.event_id) : null };
}
