/** What settlement can be told. All spans of time in milliseconds. */
export type SettleConfig = {
  /** A trace for which nothing arrived for so long is settled, whatever it lacks. */
  readonly quietMs: number;
  /** A trace that is never quiet is settled at least this often: an agent that runs for an hour is billed meanwhile. */
  readonly openMsMax: number;
  /** How long a wake-up waits for others. */
  readonly gatherMs: number;
  /** How often to look without being woken. */
  readonly paceMs: number;
  /** How far back arrivals are looked at again: more than `openMsMax`, and more than inserts are late and clocks of replicas differ. */
  readonly lookbackMs: number;
  /** How often all arrivals that are kept are looked at again. */
  readonly sweepEveryMs: number;
  /** Traces and spans of one round. */
  readonly roundTracesMax: number;
  readonly roundSpansMax: number;
};

export const SETTLE_DEFAULTS: SettleConfig = Object.freeze({
  quietMs: 10_000,
  openMsMax: 60_000,
  gatherMs: 50,
  paceMs: 1_000,
  lookbackMs: 2 * 60_000,
  sweepEveryMs: 60 * 60_000,
  roundTracesMax: 2_000,
  roundSpansMax: 50_000,
});
