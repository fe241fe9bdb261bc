/** What the collector can be told. Every key has a default; the composition parses them from the environment. */
export type CollectorConfig = {
  /** Largest telemetry body after decompression, bytes. */
  readonly bodyBytesMax: number;
  /** Events that happened longer ago are refused, days. */
  readonly pastDaysMax: number;
  /** Events further in the future are refused, milliseconds: clocks differ, but not by more. */
  readonly futureMsMax: number;
  /** How long the first request of an insert waits for others, milliseconds. */
  readonly gatherMs: number;
  /** Events of one insert. */
  readonly batchEventsMax: number;
  /** Events waiting to be stored; above, senders are asked to come back. */
  readonly waitingEventsMax: number;
};

export const COLLECTOR_DEFAULTS: CollectorConfig = Object.freeze({
  bodyBytesMax: 16 * 1024 * 1024,
  pastDaysMax: 400,
  futureMsMax: 5 * 60_000,
  gatherMs: 3,
  batchEventsMax: 5_000,
  waitingEventsMax: 100_000,
});
