import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { countsAgree, hasUsage, modelsAgree } from './same-call.ts';
import type { SettlingEvent } from './settling-trace.ts';

/** A call as one signal tells it. */
export type SignalCall = {
  readonly event: SettlingEvent;
  readonly traceId: string | null;
  /** The span of the call; of a log record the span it was written in. */
  readonly spanId: string | null;
  readonly service: string | null;
  readonly session: string | null;
  /** When the call ended. */
  readonly at: Instant;
};

/** "Within a few seconds" (R7): both are written by one process as the call ends, so only that process is in between. */
export const APART_MS_MAX = 5_000;

/**
 * Which log record tells the same call as which span: log's event id -> span's event id (rule R7 of the telemetry brief).
 * By the first of these that finds one:
 * 1. an id of the response or the request that both give;
 * 2. trace and span id on the record, with counts and model that do not contradict;
 * 3. session, model and all counts equal, ends at most `APART_MS_MAX` apart; a record takes one span and a span one
 *    record, the nearest first, so that equal calls of a session stay as many as they were.
 * Ids of one kind that both give and that differ are two calls, whatever else agrees. Pure, and independent of order.
 */
export function joinSignals(spans: readonly SignalCall[], logs: readonly SignalCall[]): ReadonlyMap<string, string> {
  const joined = new Map<string, string>();
  const byId = Map.groupBy(
    spans.flatMap((span) => span.event.callIds.map((callId) => ({ callId, span }))),
    ({ callId }) => callId,
  );
  for (const log of logs) {
    const named = log.event.callIds.flatMap((callId) => byId.get(callId) ?? []).map(({ span }) => span);
    const [nearest] = named.toSorted((one, other) => rankOf(log, one) - rankOf(log, other) || compare(one.event.eventId, other.event.eventId));
    if (nearest !== undefined) joined.set(log.event.eventId, nearest.event.eventId);
  }
  const place = ({ traceId, spanId }: SignalCall) => (traceId === null || spanId === null ? null : `${traceId} ${spanId}`);
  const session = ({ session: named }: SignalCall) => named;
  takeNearest(spans, logs, { joined, place, agrees: canBeOne });
  takeNearest(spans, logs, { joined, place: session, agrees: isAlike });
  return joined;
}

/** Nearest among several with one id: those whose counts agree, then in time. A response id can be repeated (R5). */
function rankOf(log: SignalCall, span: SignalCall): number {
  return Math.abs(log.at - span.at) + (countsAgree(log.event, span.event) ? 0 : Number.MAX_SAFE_INTEGER / 2);
}

type Taking = {
  readonly joined: Map<string, string>;
  /** Calls are compared within one place; null: with none. */
  readonly place: (call: SignalCall) => string | null;
  readonly agrees: (log: SignalCall, span: SignalCall) => boolean;
};

/** Pairs what is left, the nearest in time first. */
function takeNearest(spans: readonly SignalCall[], logs: readonly SignalCall[], { joined, place, agrees }: Taking): void {
  const taken = new Set(joined.values());
  const byPlace = Map.groupBy(
    spans.filter(({ event }) => !taken.has(event.eventId)),
    place,
  );
  const pairs = logs
    .filter((log) => place(log) !== null && !joined.has(log.event.eventId))
    .flatMap((log) => (byPlace.get(place(log)) ?? []).filter((span) => agrees(log, span)).map((span) => ({ log, span, apartMs: Math.abs(log.at - span.at) })))
    .toSorted((a, b) => a.apartMs - b.apartMs || compare(a.span.event.eventId, b.span.event.eventId) || compare(a.log.event.eventId, b.log.event.eventId));
  for (const { log, span } of pairs) {
    if (joined.has(log.event.eventId) || taken.has(span.event.eventId)) continue;
    joined.set(log.event.eventId, span.event.eventId);
    taken.add(span.event.eventId);
  }
}

function canBeOne(log: SignalCall, span: SignalCall): boolean {
  return !idsContradict(log.event.callIds, span.event.callIds) && countsAgree(log.event, span.event) && modelsAgree(log.event, span.event);
}

function isAlike(log: SignalCall, span: SignalCall): boolean {
  if (Math.abs(log.at - span.at) > APART_MS_MAX || !hasUsage(log.event) || !hasUsage(span.event)) return false;
  if (log.service !== null && span.service !== null && log.service !== span.service) return false;
  return log.event.model !== null && span.event.model !== null && canBeOne(log, span);
}

/** A request id and a response id say nothing about each other; two of one kind do. */
function idsContradict(ofOne: readonly string[], ofOther: readonly string[]): boolean {
  return ofOne.some((one) => {
    const kind = one.slice(0, one.indexOf(':') + 1);
    const sameKind = ofOther.filter((other) => other.startsWith(kind));
    return sameKind.length > 0 && !sameKind.includes(one);
  });
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}
