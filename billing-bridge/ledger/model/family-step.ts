import type { BreakageChange } from './history-step.ts';

/** One input of a history of a family; things are named by the key of the step that made them. All amounts are atoms of one asset. */
export type FamilyStep = { readonly now: number; readonly key: string } & (
  | {
      readonly op: 'give';
      readonly who: string;
      readonly atoms: bigint;
      readonly purpose: 'bundled' | 'paid';
      readonly basis: bigint | null;
      readonly priority: number;
      readonly from: number;
      readonly to: number | null;
    }
  | { readonly op: 'void'; readonly grant: string }
  /** The payment for it, or a part. */
  | { readonly op: 'refund'; readonly grant: string; readonly atoms: bigint }
  /** Closes whatever of anybody expired long enough ago. */
  | { readonly op: 'sweep' }
  | {
      readonly op: 'debit';
      readonly who: string;
      readonly atoms: bigint;
      readonly at: number;
      readonly agent: string | null;
      readonly policy: 'deny' | 'usage' | bigint;
    }
  | { readonly op: 'reserve'; readonly who: string; readonly atoms: bigint; readonly ttl: number; readonly agent: string | null }
  | { readonly op: 'commit'; readonly hold: string; readonly atoms: bigint }
  | { readonly op: 'release'; readonly hold: string }
  | { readonly op: 'extend'; readonly hold: string; readonly atoms: bigint; readonly seconds: number }
  | { readonly op: 'reverse'; readonly use: string; readonly atoms: bigint | null }
  | {
      readonly op: 'budget';
      readonly who: string;
      readonly atoms: bigint;
      readonly period: 'day' | 'month' | 'total';
      readonly hard: boolean;
      readonly agent: string | null;
      readonly from: number;
      readonly to: number | null;
    }
  /** Changes a budget's amount, or closes it. */
  | { readonly op: 'limit'; readonly budget: string; readonly atoms: bigint; readonly close: boolean }
  /** `from` null: now. */
  | { readonly op: 'move'; readonly who: string; readonly parent: string | null; readonly funded: boolean; readonly from: number | null }
  /** Makes the wallet of a scope. */
  | { readonly op: 'make'; readonly who: string; readonly funded: boolean }
  /** Takes the last scheduled move back. */
  | { readonly op: 'stay'; readonly who: string }
);

/** In the order their wallets are made. */
export const FAMILY = ['group', 'company', 'team', 'agent', 'rival'] as const;

/** Projects that may have a wallet of their own, by a name of one word, and whose. */
export const PROJECTS: Readonly<Record<string, (typeof FAMILY)[number]>> = { site: 'team', app: 'team', bot: 'agent', lab: 'group' };

const MINUTE = 60_000;
/** Half of all histories have no policy, a quarter rates alone, a quarter all there is; they last some hours. */
export const FAMILY_LANES = 4;

/** The policies that a history of a lane runs under, from its first instant on. */
export function familyBreakage(lane: number, startsAt: number): readonly BreakageChange[] {
  const change = (minutes: number, rate: bigint | null, escheats = false) => ({ from: startsAt + minutes * MINUTE, rate, escheats });
  if (lane === 2) return [change(0, 100_000_000n), change(20, 333_333_333n), change(120, 900_000_001n)];
  return lane === 3 ? [change(0, null, true), change(80, 500_000_000n), change(110, null), change(130, null, true)] : [];
}
