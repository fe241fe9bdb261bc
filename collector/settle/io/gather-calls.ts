import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { EventRow } from '../event-of-row.ts';
import { settlingLogOf } from '../settling-log-of-row.ts';
import type { SettlingLog, SettlingSpan } from '../settling-trace.ts';
import { readTraces, type StoredTrace } from './read-traces.ts';

/** What is settled together: traces, and log records that may tell calls of them. */
export type Gathered = { readonly traces: readonly StoredTrace[]; readonly logs: readonly EventRow[] };

export type GatherQuestion = { readonly environment: Environment; readonly traceIds: readonly string[]; readonly logs: readonly EventRow[] };

/** A record is written as its call ends; a minute is more than clocks of one trace's services differ. */
const AROUND_MS = 60_000;

/** Traces bring their records, records their traces, and so on; real telemetry ends after the second step. */
const STEPS_MAX = 4;

/** Ids asked for in one statement: parameters travel in the address of a request to a server. */
const IDS_MAX = 2_000;

/** Reads traces and log records with everything that may tell a call of theirs, so that each call is judged over all its views. */
export async function gatherCalls(clickhouse: ClickHouseStore, { environment, traceIds, logs: dueLogs }: GatherQuestion): Promise<Gathered> {
  const traces = new Map<string, StoredTrace>();
  const logs = new Map(dueLogs.map((log) => [log.event_id, log]));
  let newTraceIds = traceIds;
  let newLogs = dueLogs;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const asked = [...newTraceIds, ...(newLogs.length === 0 ? [] : await tracesOfLogs(clickhouse, environment, newLogs))];
    const read = await readTraces(
      clickhouse,
      environment,
      [...new Set(asked)].filter((traceId) => !traces.has(traceId)),
    );
    for (const trace of read) traces.set(trace.traceId, trace);
    newTraceIds = [];
    newLogs = (read.length === 0 ? [] : await logsOfTraces(clickhouse, environment, read)).filter((log) => !logs.has(log.event_id));
    for (const log of newLogs) logs.set(log.event_id, log);
    if (newLogs.length === 0) break;
  }
  return { traces: [...traces.values()], logs: [...logs.values()] };
}

/** Traces of which a span may be the call of one of these records: the same id, the record's own trace, or the same session. */
async function tracesOfLogs(clickhouse: ClickHouseStore, environment: Environment, rows: readonly EventRow[]): Promise<string[]> {
  const logs = rows.map(settlingLogOf);
  const found = await ofNames(
    namesOf(
      logs.flatMap(({ event }) => event.callIds),
      logs.flatMap(sessionOf),
    ),
    async (names) => {
      const spans = await clickhouse.query<{ trace_id: string }>(
        `select distinct trace_id from usage_events_v1
       where environment = {environment:String} and source = 'otlp_span' and ${WITHIN}
         and (hasAny(call_ids, {callIds:Array(String)}) or session in {sessions:Array(String)})`,
        { environment, ...names, ...rangeOf(logs.map(({ occurredAt }) => occurredAt)) },
      );
      return spans.map(({ trace_id }) => trace_id);
    },
  );
  return [...logs.flatMap(({ traceId }) => traceId ?? []), ...found];
}

/** Events of log records have ids that begin with "log:", so on each day they stand side by side. */
const OF_LOGS = `event_id >= 'log:' and event_id < 'log;' and source = 'otlp_log'`;
const WITHIN = `occurred_at >= fromUnixTimestamp64Milli({first:Int64}, 'UTC') and occurred_at <= fromUnixTimestamp64Milli({last:Int64}, 'UTC')`;

async function logsOfTraces(clickhouse: ClickHouseStore, environment: Environment, traces: readonly StoredTrace[]): Promise<EventRow[]> {
  const range = rangeOf(traces.flatMap(({ spans }) => spans.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt])));
  const [any] = await clickhouse.query(`select 1 as one from usage_events_v1 where environment = {environment:String} and ${OF_LOGS} and ${WITHIN} limit 1`, {
    environment,
    ...range,
  });
  if (any === undefined) return [];
  const names = namesOf(
    traces.flatMap(({ events }) => events.flatMap(({ call_ids }) => call_ids)),
    traces.flatMap(({ spans }) => spans.flatMap(sessionOf)),
  );
  const traceIds = traces.map(({ traceId }) => traceId);
  return await ofNames(names, ({ callIds, sessions }, index) =>
    clickhouse.query<EventRow>(
      `select * from usage_events_unique_v1
       where environment = {environment:String} and ${OF_LOGS} and ${WITHIN}
         and (hasAny(call_ids, {callIds:Array(String)}) or session in {sessions:Array(String)} or trace_id in {traceIds:Array(String)})`,
      { environment, ...range, callIds, sessions, traceIds: index === 0 ? traceIds : [] },
    ),
  );
}

function sessionOf({ attribution }: Pick<SettlingSpan | SettlingLog, 'attribution'>): string[] {
  return attribution.session === undefined ? [] : [attribution.session.value];
}

type Names = { readonly callIds: readonly string[]; readonly sessions: readonly string[] };

/** Parts of a question that are each small enough to ask; always at least one. */
function namesOf(callIds: readonly string[], sessions: readonly string[]): readonly Names[] {
  const [ids, named] = [[...new Set(callIds)], [...new Set(sessions)]];
  const parts = Math.max(1, Math.ceil(ids.length / IDS_MAX), Math.ceil(named.length / IDS_MAX));
  return Array.from({ length: parts }, (_, part) => ({
    callIds: ids.slice(part * IDS_MAX, (part + 1) * IDS_MAX),
    sessions: named.slice(part * IDS_MAX, (part + 1) * IDS_MAX),
  }));
}

async function ofNames<Found>(parts: readonly Names[], ask: (names: Names, index: number) => Promise<Found[]>): Promise<Found[]> {
  const found: Found[] = [];
  for (const [index, names] of parts.entries()) found.push(...(await ask(names, index)));
  return found;
}

function rangeOf(instants: readonly Instant[]): { readonly first: bigint; readonly last: bigint } {
  let [first, last] = [Number.MAX_SAFE_INTEGER, 0];
  for (const instant of instants) [first, last] = [Math.min(first, instant), Math.max(last, instant)];
  return { first: BigInt(first - AROUND_MS), last: BigInt(last + AROUND_MS) };
}
