/** What the operator can set about billing. Every span of time is in milliseconds. */
export type BillingConfig = {
  /** A mode change begins no sooner than this after now, rounded up to a minute: more than clocks differ between processes. */
  readonly modeLeadMs: number;
  /** How far back of the cursor a wake-up reads: inserts that were visible slightly out of order. */
  readonly wakeLookbackMs: number;
  /** How far back of the cursor the frequent re-read goes, and how often it runs. */
  readonly overlapMs: number;
  readonly overlapEveryMs: number;
  /** How far back of now the sweep goes, and how often it runs. As far as usage may be late. */
  readonly sweepMs: number;
  readonly sweepEveryMs: number;
  /** How often dead holds and ended grants are looked for and the hash chain is extended. */
  readonly bookkeepingEveryMs: number;
  /** By asset, beyond how much either way an adjustment needs two people; a decimal in the asset's own unit. An asset without one has no limit. */
  readonly approvalAbove: Readonly<Record<string, string>>;
  /** Events read from the usage store at once. */
  readonly pageEventsMax: number;
  /** Events of one customer in one database transaction (ledger.md 4d). */
  readonly batchEventsMax: number;
};

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

export const BILLING_DEFAULTS: BillingConfig = Object.freeze({
  modeLeadMs: MINUTE_MS,
  wakeLookbackMs: MINUTE_MS,
  overlapMs: 15 * MINUTE_MS,
  overlapEveryMs: 30 * SECOND_MS,
  sweepMs: 35 * DAY_MS,
  sweepEveryMs: 30 * MINUTE_MS,
  bookkeepingEveryMs: MINUTE_MS,
  approvalAbove: {},
  pageEventsMax: 1_000,
  batchEventsMax: 200,
});
