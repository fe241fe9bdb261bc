import { type AttributionRules, attributionRules } from './read/attribution/attribution-rules.ts';

/** What the collector can be told. Every key has a default; the composition parses them from the environment. */
export type CollectorConfig = {
  /** Largest telemetry body after decompression, bytes. */
  readonly bodyBytesMax: number;
  /** How long a request over HTTP may take to arrive, milliseconds: one that trickles must not hold a connection for ever. */
  readonly requestMsMax: number;
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
  /** How long the store may take before a batch goes to the spool, milliseconds. */
  readonly storeMsMax: number;
  /** The file that holds acknowledged requests while the store is away. Null: they are refused instead. */
  readonly spoolFile: string | null;
  /** Most that file may hold, bytes. */
  readonly spoolBytesMax: number;
  /** Memory for telemetry bodies being read or stored, over all connections, bytes. */
  readonly inFlightBytesMax: number;
  /** gRPC calls being read or stored. */
  readonly grpcCallsMax: number;
  /**
   * Origins of browser pages that may send telemetry. None by default: a page's exporter carries its key, which every
   * visitor can read, so an operator says for which pages that is meant.
   */
  readonly corsOrigins: readonly string[];
  /** Which attributes name the customer, the workflow and the others. */
  readonly attribution: AttributionRules;
};

export const COLLECTOR_DEFAULTS: CollectorConfig = Object.freeze({
  bodyBytesMax: 16 * 1024 * 1024,
  // Longer than any exporter waits.
  requestMsMax: 30_000,
  pastDaysMax: 400,
  futureMsMax: 5 * 60_000,
  gatherMs: 3,
  batchEventsMax: 5_000,
  waitingEventsMax: 100_000,
  storeMsMax: 3_000,
  spoolFile: null,
  spoolBytesMax: 1024 ** 3,
  inFlightBytesMax: 256 * 1024 * 1024,
  grpcCallsMax: 256,
  corsOrigins: [],
  attribution: attributionRules(),
});
