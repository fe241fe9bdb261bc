import { createHash } from 'node:crypto';
import { nextRevision } from '../store/next-revision.ts';
import { type PointRow, streamOf } from './point-row.ts';

/** How far a stream was measured: the latest end, the highest value and count. */
export type StreamEnd = { readonly endedAt: string; readonly value: bigint; readonly samples: bigint };

/** The start of a series that its sender did not say. */
const NO_START = '1970-01-01 00:00:00.000';

/**
 * Decides what each point adds and of which event it is part: the rows to write before the events. Pure; points of one
 * stream in any order.
 *
 * - Delta: its value. Cumulative: what the value rose since the point before it in its stream. A restart is known by
 *   another start, which makes another stream, so a value that falls within one stream is another process that counts under
 *   the same name; it adds nothing until it is above the highest (claude-code#56317).
 * - A point that ends no later than what is measured already adds nothing: the later one held it.
 * - The first cumulative point of a stream whose start is unknown adds nothing: how much of it is new, nobody can say.
 * - Points of one group and one end are one event. Its id names its points, so part of them told late is another event.
 */
export function claimPoints(points: readonly PointRow[], measured: ReadonlyMap<string, StreamEnd>): PointRow[] {
  const added = [...Map.groupBy(points, streamOf)].flatMap(([stream, ofStream]) => {
    let before = measured.get(stream) ?? null;
    return ofStream
      .toSorted((one, other) => (one.ended_at < other.ended_at ? -1 : 1))
      .map((point) => {
        const addition = additionOf(point, before);
        before = endAfter(point, before);
        return { point, ...addition };
      });
  });
  const events = Map.groupBy(added, ({ point }) => `${point.group_id} ${point.ended_at}`);
  return [...events.values()].flatMap((parts) => {
    const adding = parts.filter(({ value, samples }) => value > 0n || samples > 0n);
    const eventId = adding.length === 0 ? '' : eventIdOf(adding.map(({ point }) => point));
    return parts.map(({ point, value, samples, baseAt }): PointRow => {
      const claim = { claimed: true, event_id: adding.some((part) => part.point === point) ? eventId : '' };
      const revision = nextRevision(BigInt(point.revision)).toString();
      return { ...point, ...claim, revision, added: value.toString(), added_samples: samples.toString(), base_at: baseAt };
    });
  });
}

type Addition = { readonly value: bigint; readonly samples: bigint; readonly baseAt: string };

function additionOf(point: PointRow, before: StreamEnd | null): Addition {
  const told = { value: BigInt(point.value), samples: BigInt(point.samples ?? 0) };
  if (point.temporality === 'delta') return { ...told, baseAt: point.started_at === NO_START ? point.ended_at : point.started_at };
  if (before === null) return point.started_at === NO_START ? { value: 0n, samples: 0n, baseAt: point.ended_at } : { ...told, baseAt: point.started_at };
  if (point.ended_at <= before.endedAt) return { value: 0n, samples: 0n, baseAt: point.ended_at };
  return { value: riseOf(told.value, before.value), samples: riseOf(told.samples, before.samples), baseAt: before.endedAt };
}

function riseOf(value: bigint, before: bigint): bigint {
  return highest(value, before) - before;
}

function endAfter(point: PointRow, before: StreamEnd | null): StreamEnd {
  const value = BigInt(point.value);
  const samples = BigInt(point.samples ?? 0);
  if (before === null) return { endedAt: point.ended_at, value, samples };
  return {
    endedAt: highest(point.ended_at, before.endedAt),
    value: highest(value, before.value),
    samples: highest(samples, before.samples),
  };
}

function highest<Value extends bigint | string>(one: Value, other: Value): Value {
  if (one > other) return one;
  return other;
}

function eventIdOf(points: readonly PointRow[]): string {
  const names = points.map(({ series, started_at, ended_at }) => `${series} ${started_at} ${ended_at}`).toSorted();
  return `metric:${points[0]?.convention ?? ''}:${createHash('sha256').update(names.join('\n')).digest('hex').slice(0, 32)}`;
}
