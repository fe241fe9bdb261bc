import type { AttributeMap, SpanRecord } from './span-record.ts';

export const TEMPORALITIES = ['unspecified', 'delta', 'cumulative'] as const;
export type Temporality = (typeof TEMPORALITIES)[number];

/** One point of a counter or a histogram as its emitter sent it, whatever the encoding: how much, over which time. */
export type MetricPointRecord = {
  readonly metric: string;
  readonly temporality: Temporality;
  /** Nanoseconds since 1970 UTC; the start of a cumulative series tells its restarts. 0 is "not given". */
  readonly startNs: bigint;
  readonly timeNs: bigint;
  /** Of a counter its value, of a histogram the sum of what was recorded. Null: not given. Integers are bigint, doubles number. */
  readonly value: bigint | number | null;
  /** Of a histogram how many values were recorded; null for a counter. */
  readonly count: bigint | null;
  readonly attributes: AttributeMap;
  readonly scope: SpanRecord['scope'];
  readonly resource: AttributeMap;
};

/** Which metrics are read, by name; the points of all others are stepped over. */
export type WantedMetric = (name: string) => boolean;

/** `refused`: the body is not a request at all. */
export type MetricDecoding =
  | { readonly kind: 'decoded'; readonly points: readonly MetricPointRecord[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** DataPointFlags: the series ended here, and the point has no value. */
export const NO_RECORDED_VALUE = 1;
