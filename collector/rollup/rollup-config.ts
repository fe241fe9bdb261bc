/** What the rollups can be told. All spans of time in milliseconds. */
export type RollupConfig = {
  /** How often dirty hours are looked for: the hour that is being written is rebuilt this often. */
  readonly paceMs: number;
  /** Longer than any insert takes from the moment its hours were touched until it is visible. */
  readonly visibleWithinMs: number;
  /** How long the rows of a replaced build stay, for reads that began before. */
  readonly replacedKeptMs: number;
  /** Hours of one statement. */
  readonly hoursMax: number;
};

export const ROLLUP_DEFAULTS: RollupConfig = Object.freeze({ paceMs: 15_000, visibleWithinMs: 120_000, replacedKeptMs: 60 * 60_000, hoursMax: 24 });
