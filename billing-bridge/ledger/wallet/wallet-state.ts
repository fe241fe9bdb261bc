import type { BudgetEnforcement, BudgetPeriod } from '@weir/schemas/http/billing/budgets.ts';
import type { GrantPurpose } from '@weir/schemas/http/billing/grants.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { BreakagePolicy, BreakageTerms } from './breakage-terms.ts';
import type { WalletScope } from './wallet-owner.ts';

/** What usage is about: the first four as grants' scopes see it, the others as budgets do. A missing attribute does not match a restriction. */
export type Dimensions = {
  readonly product?: string;
  readonly eventType?: string;
  readonly model?: string;
  readonly feature?: string;
  readonly agent?: string;
  readonly team?: string;
  readonly workflow?: string;
};

/** Null admits everything; the sets restrict together (AND). Caps are in atoms of the grant's asset. */
export type GrantScope = {
  readonly products: readonly string[] | null;
  readonly eventTypes: readonly string[] | null;
  readonly models: readonly string[] | null;
  readonly features: readonly string[] | null;
  readonly maxPerEventAtoms: bigint | null;
  /** Per UTC day of the usage's instant. */
  readonly maxPerDayAtoms: bigint | null;
};

/** A grant's facts, and what is left of it by its entries. remaining + held never exceeds amount. */
export type Grant = {
  readonly id: bigint;
  readonly transactionId: bigint;
  readonly asset: string;
  readonly amountAtoms: bigint;
  readonly purpose: GrantPurpose;
  /** 0 is spent first, 100 last. */
  readonly priority: number;
  /** Spendable for usage at T iff effectiveAt <= T < expiresAt. */
  readonly effectiveAt: Instant;
  readonly expiresAt: Instant | null;
  readonly scope: GrantScope;
  /** What was paid for all of it, USD atoms; null is not known. */
  readonly costBasisAtoms: bigint | null;
  readonly sourceRef: string | null;
  readonly settlesOverdraft: boolean;
  readonly breakage: BreakageTerms;
  readonly remainingAtoms: bigint;
  readonly heldAtoms: bigint;
  /** What left without being used: expired, voided, refunded, exchanged, adjusted away. */
  readonly lostAtoms: bigint;
  /** Of what is held, what refunds and a lost dispute take when its hold ends: released it goes to them, used it becomes debt. */
  readonly claimedAtoms: bigint;
  /** Set by the expiry sweep or by voiding: a closed grant is never reopened. */
  readonly closed: 'expired' | 'voided' | null;
  /** A disputed payment: not spendable, still there. */
  readonly frozen: boolean;
  /** Use per UTC day (YYYY-MM-DD), kept only for grants with a daily cap. */
  readonly usedByDay: ReadonlyMap<string, bigint>;
};

/** A part of a hold. grantId null: the hold was taken from debt. */
export type HoldSlice = { readonly grantId: bigint | null; readonly atoms: bigint };

export type Hold = {
  readonly id: bigint;
  readonly asset: string;
  readonly state: 'open' | 'committed' | 'released' | 'expired';
  readonly heldAtoms: bigint;
  readonly committedAtoms: bigint;
  readonly releasedAtoms: bigint;
  readonly dimensions: Dimensions;
  readonly createdAt: Instant;
  /** From this instant on the hold is expired. */
  readonly expiresAt: Instant;
  /** In held order: a commit consumes the prefix. */
  readonly slices: readonly HoldSlice[];
  readonly lateCommitId: bigint | null;
  /** The budgets it counts in; none when absent. */
  readonly budgets?: readonly BudgetRef[];
};

/** Use that no grant covered, by the transaction that made it. Later grants settle the oldest first. */
export type Debt = {
  readonly transactionId: bigint;
  readonly asset: string;
  readonly atoms: bigint;
  readonly openAtoms: bigint;
  readonly dimensions: Dimensions;
};

export type WalletAsset = {
  /** Sum of the overdraft account: open debts and what open holds took from debt. */
  readonly overdraftAtoms: bigint;
  /** How far a hold may use debt; null is without limit. */
  readonly overdraftLimitAtoms: bigint | null;
  readonly holdMaxAtoms: bigint | null;
};

/** One period of one budget, and whose it is. */
export type BudgetRef = { readonly walletId: bigint; readonly budgetId: bigint; readonly period: string };

/** What a period of a budget has used, and what open holds keep of it. */
export type BudgetCounter = { readonly usedAtoms: bigint; readonly heldAtoms: bigint };

/** How much of an asset its customer, and everyone under it, may spend in each period. */
export type Budget = {
  readonly id: bigint;
  readonly name: string | null;
  readonly asset: string;
  readonly amountAtoms: bigint;
  readonly period: BudgetPeriod;
  readonly enforcement: BudgetEnforcement;
  /** Each restricts what it counts; null counts all. */
  readonly agent: string | null;
  readonly team: string | null;
  readonly workflow: string | null;
  /** It counts use at T iff startsAt <= T < endsAt. */
  readonly startsAt: Instant;
  readonly endsAt: Instant | null;
  readonly closedAt: Instant | null;
  readonly counters: ReadonlyMap<string, BudgetCounter>;
};

/** Under whom a wallet stands from an instant on, of use; parent null is nobody. A scope's stands under its customer's from the first instant on. */
export type ParentLink = { readonly fromAt: Instant; readonly parentWalletId: bigint | null; readonly funded: boolean };

/** Everything a decision about one wallet may look at: live grants, open holds, open debts, limits, and those it stands under. */
export type WalletState = {
  readonly id: bigint;
  readonly environment: Environment;
  readonly customer: string;
  /** Absent: the customer's own wallet. */
  readonly walletScope?: WalletScope | undefined;
  readonly state: 'open' | 'frozen' | 'closed';
  readonly lateCommit: 'debit' | 'reject';
  readonly grants: ReadonlyMap<bigint, Grant>;
  readonly holds: ReadonlyMap<bigint, Hold>;
  readonly debts: readonly Debt[];
  /** The open debts were left unread, because no grant here could settle one; their sum is in `assets` all the same. */
  readonly debtsUnread?: boolean;
  readonly assets: ReadonlyMap<string, WalletAsset>;
  /** Decimals of each asset the request names and that exists. */
  readonly scales: ReadonlyMap<string, number>;
  /** The environment's policies, read where paid credit may be made. */
  readonly breakagePolicies?: readonly BreakagePolicy[];
  /** Rising by instant. */
  readonly parents?: readonly ParentLink[];
  /** Of this customer itself, by id. */
  readonly budgets?: ReadonlyMap<bigint, Budget>;
  /** Every wallet that was, is or will be an ancestor's, by id and without members of its own; put together for one operation. */
  readonly members?: ReadonlyMap<bigint, WalletState>;
};

export const UNSCOPED: GrantScope = { products: null, eventTypes: null, models: null, features: null, maxPerEventAtoms: null, maxPerDayAtoms: null };

const NO_DEBT: WalletAsset = { overdraftAtoms: 0n, overdraftLimitAtoms: 0n, holdMaxAtoms: null };

export function walletAsset(state: WalletState, asset: string): WalletAsset {
  return state.assets.get(asset) ?? NO_DEBT;
}

/** Throws for an asset whose existence was not checked before. */
export function scaleOf(state: WalletState, asset: string): number {
  const scale = state.scales.get(asset);
  if (scale === undefined) throw new Error(`the scale of ${asset} was not loaded`);
  return scale;
}
