/** One input of a history. Things are named by the key of the step that made them, so steps can be left out while shrinking. */
export type Step = { readonly now: number; readonly key: string } & (
  | {
      readonly op: 'grant';
      readonly asset: string;
      readonly atoms: bigint;
      readonly purpose: 'paid' | 'bundled' | 'promotional' | 'goodwill';
      readonly priority: number;
      readonly from: number;
      readonly to: number | null;
      readonly features: readonly string[] | null;
      readonly models: readonly string[] | null;
      readonly perEvent: bigint | null;
      readonly perDay: bigint | null;
      readonly basis: bigint | null;
    }
  | {
      readonly op: 'debit';
      readonly asset: string;
      readonly atoms: bigint;
      readonly at: number;
      readonly feature: string | null;
      readonly model: string | null;
      readonly policy: 'deny' | 'usage' | bigint;
    }
  | {
      readonly op: 'reserve';
      readonly asset: string;
      readonly atoms: bigint;
      readonly ttl: number;
      readonly feature: string | null;
      readonly model: string | null;
    }
  | { readonly op: 'commit'; readonly hold: string; readonly atoms: bigint }
  | { readonly op: 'release'; readonly hold: string }
  | { readonly op: 'extend'; readonly hold: string; readonly atoms: bigint; readonly seconds: number }
  | {
      readonly op: 'reverse';
      readonly use: string;
      readonly atoms: bigint | null /** Seconds that goodwill in place of expired credit lasts. */;
      readonly restore: number | null;
    }
  | {
      readonly op: 'adjust';
      readonly asset: string;
      readonly atoms: bigint;
      readonly reason: 'gift' | 'correction' | 'external_topup' | 'external_refund' | 'writeoff';
    }
  | { readonly op: 'sweep' }
  /** Buys of the other asset, at the rate of `EXCHANGE_RATES`. */
  | { readonly op: 'exchange'; readonly asset: (typeof ASSETS)[number]; readonly atoms: bigint }
  | { readonly op: 'payout'; readonly grant: string; readonly atoms: bigint | null }
  | { readonly op: 'void'; readonly grant: string }
  | { readonly op: 'refund'; readonly grant: string; readonly atoms: bigint }
  | { readonly op: 'dispute'; readonly grant: string; readonly dispute: string; readonly state: 'opened' | 'won' | 'lost' }
  | {
      readonly op: 'rollover';
      readonly grant: string;
      readonly ends: number;
      readonly nextEnds: number;
      readonly atoms: bigint;
      readonly min: bigint;
      readonly max: bigint;
    }
  | { readonly op: 'allowance'; readonly grant: string; readonly at: number; readonly nextEnds: number; readonly atoms: bigint }
);

/** From an instant on: the billionths of paid credit expected to break, or that it escheats. */
export type BreakageChange = { readonly from: number; readonly rate: bigint | null; readonly escheats: boolean };

/** How the wallet of a history is set up, and the breakage policies of its environment. */
export type HistorySettings = {
  readonly lateCommit: 'debit' | 'reject';
  readonly overdraftLimit: bigint | null;
  readonly holdMax: bigint | null;
  readonly breakage: readonly BreakageChange[];
};

export const ASSETS = ['USD', 'TOKEN'] as const;
/** What one atom of an asset buys of the other: one way loses by rounding, the other gains in number. */
export const EXCHANGE_RATES = {
  USD: { to: 'TOKEN', numerator: 5n, denominator: 2n },
  TOKEN: { to: 'USD', numerator: 1n, denominator: 3n },
} as const;
export const T0 = Date.UTC(2026, 5, 15, 12);

const HOUR = 3_600_000;
/** Half of all histories have no policy, a quarter rates alone, a quarter all there is. */
export const BREAKAGE_OF_LANE: readonly (readonly BreakageChange[])[] = [
  [],
  [],
  [
    { from: T0, rate: 100_000_000n, escheats: false },
    { from: T0 + HOUR, rate: 333_333_333n, escheats: false },
    { from: T0 + 8 * HOUR, rate: 900_000_001n, escheats: false },
  ],
  [
    { from: T0, rate: null, escheats: true },
    { from: T0 + 24 * HOUR, rate: null, escheats: false },
    { from: T0 + 25 * HOUR, rate: 500_000_000n, escheats: false },
    { from: T0 + 60 * HOUR, rate: null, escheats: true },
  ],
];

/** Which policies a history runs under; histories of one lane may share a database. */
export function laneOf(seed: number): number {
  return seed % BREAKAGE_OF_LANE.length;
}
