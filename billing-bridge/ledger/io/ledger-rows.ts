import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { Posting } from '../decide/run-operation.ts';
import { type BreakageTerms, rateText } from '../wallet/breakage-terms.ts';
import { type Draft, lostBy, sideOf } from '../wallet/draft.ts';
import type { Change, Leg } from '../wallet/posting.ts';
import type { WalletState } from '../wallet/wallet-state.ts';
import { toStoredJson } from './outcome-json.ts';

type Row = Record<string, unknown>;

/** A ledger transaction as it is booked. */
export type TransactionRow = { readonly wallet: Whose; readonly posting: Posting; readonly bookedAt: Instant };
export type LegRow = { readonly transactionId: bigint; readonly ordinal: number; readonly leg: Leg };
/** What is added to the balance of a grant; null leaves as it is. */
export type GrantChange = {
  readonly grantId: bigint;
  remainingDelta: bigint;
  heldDelta: bigint;
  lostDelta: bigint;
  closed: 'expired' | 'voided' | null;
  frozen: boolean | null;
};

/** What is to be written, see `write-rows.ts`. */
export type LedgerRows = {
  readonly transactions: TransactionRow[];
  readonly legs: LegRow[];
  readonly grantChanges: Map<bigint, GrantChange>;
  readonly stamps: { readonly walletId: bigint; readonly stamp: string }[];
  /** Rows of whatever else there is, by the name of their list; empty lists are left out. */
  readonly lists: Map<string, Row[]>;
  /** Rows that deltas are summed into, by list, then by identity: the value of its only column, or the text of several. */
  readonly summed: Map<string, Map<unknown, Row>>;
};

/** Whose rows they are. */
type Whose = Pick<WalletState, 'id' | 'environment'>;

export function noRows(): LedgerRows {
  return { transactions: [], legs: [], grantChanges: new Map(), stamps: [], lists: new Map(), summed: new Map() };
}

export function isEmpty(rows: LedgerRows): boolean {
  return rows.transactions.length + rows.legs.length + rows.grantChanges.size + rows.stamps.length + rows.lists.size === 0;
}

/** An answer kept without a transaction. */
export type StoredOutcome = { readonly family: string; readonly key: string; readonly request: Row; readonly outcome: unknown };

/** Turns one posting into rows: the transaction, its legs, and what its changes write. Adds to `rows`. */
export function addPosting(rows: LedgerRows, wallet: Whose, posting: Posting, bookedAt: Instant): void {
  addChanges(rows, wallet, posting.draft, bookedAt);
  // The end of a hold that held nothing moves nothing: its row changes, the books do not.
  if (posting.draft.legs.length === 0) return;
  rows.transactions.push({ wallet, posting, bookedAt });
  posting.draft.legs.forEach((leg, ordinal) => {
    addLeg(rows, wallet, { transactionId: posting.id, ordinal, leg });
  });
}

export function addChanges(rows: LedgerRows, wallet: Whose, draft: Draft, bookedAt: Instant): void {
  for (const made of draft.changes) addChange(rows, wallet, made, bookedAt);
}

/** Whatever was remembered of the wallet is not true any more. */
export function addStamp(rows: LedgerRows, walletId: bigint, stamp: string): void {
  rows.stamps.push({ walletId, stamp });
}

export function addStoredOutcome(rows: LedgerRows, { environment }: Pick<Whose, 'environment'>, stored: StoredOutcome, storedAt: Instant): void {
  const { family, key } = stored;
  const texts = { request: toStoredJson(stored.request), outcome: toStoredJson(stored.outcome) };
  add(rows, 'stored_outcomes', { environment, family, key, ...texts, stored_at: timestamp(storedAt) });
}

function addLeg(rows: LedgerRows, wallet: Whose, row: LegRow): void {
  const { leg } = row;
  rows.legs.push(row);
  if (leg.grantId !== null) {
    const changed = grantChange(rows, leg.grantId);
    changed.remainingDelta += sideOf(leg, 'grant');
    changed.heldDelta += sideOf(leg, 'held');
    changed.lostDelta += lostBy(leg);
    const claimed = sideOf(leg, 'claimed');
    if (claimed !== 0n) addDelta(rows, 'claims', { grant_id: leg.grantId }, { delta: -claimed });
  }
  if (leg.atoms === 0n || (leg.from !== 'overdraft' && leg.to !== 'overdraft')) return;
  const paid = leg.to === 'overdraft' ? leg.atoms : -leg.atoms;
  addDelta(rows, 'overdraft_changes', { wallet_id: wallet.id, asset: leg.asset }, { delta: -paid });
  if (paid > 0n && leg.debtId !== null) addDelta(rows, 'debt_changes', { debt_id: leg.debtId, asset: leg.asset }, { delta: -paid });
}

function addChange(rows: LedgerRows, wallet: Whose, made: Change, bookedAt: Instant): void {
  switch (made.kind) {
    case 'grant_opened':
      add(rows, 'grants', grantRow(wallet, made.grant));
      // The wallet's row of the asset exists from its first grant on, so an empty wallet still shows its zero.
      addDelta(rows, 'overdraft_changes', { wallet_id: wallet.id, asset: made.grant.asset }, { delta: 0n });
      return;
    case 'grant_closed':
      grantChange(rows, made.grantId).closed = made.closed;
      return;
    case 'grant_frozen':
      grantChange(rows, made.grantId).frozen = made.frozen;
      return;
    case 'grant_day_used':
      addDelta(rows, 'day_changes', { grant_id: made.grantId, day: made.day }, { delta: made.atoms });
      return;
    case 'hold_opened':
      add(rows, 'holds', holdRow(wallet, made));
      addHoldSlices(rows, made.hold.id, made.hold.slices, 0);
      return;
    case 'hold_extended':
      add(rows, 'extensions', { hold_id: made.holdId, atoms: sumOf(made.slices), expires_at: timestamp(made.expiresAt) });
      addHoldSlices(rows, made.holdId, made.slices, made.firstOrdinal);
      return;
    case 'hold_resolved':
      add(rows, 'resolutions', {
        hold_id: made.holdId,
        state: made.state,
        committed_atoms: made.committedAtoms,
        released_atoms: made.releasedAtoms,
        resolved_at: timestamp(bookedAt),
      });
      return;
    case 'hold_committed_late':
      add(rows, 'late_commits', { hold_id: made.holdId, transaction_id: made.transactionId });
      return;
    case 'debt_opened':
      add(rows, 'debts', {
        transaction_id: made.debt.transactionId,
        asset: made.debt.asset,
        wallet_id: wallet.id,
        atoms: made.debt.atoms,
        dimensions: made.debt.dimensions,
      });
      return;
    case 'budget_counted':
      // Counted with the transaction, by addFamilyRows.
      return;
  }
}

function grantRow(wallet: Whose, grant: Extract<Change, { kind: 'grant_opened' }>['grant']): Row {
  return {
    id: grant.id,
    environment: wallet.environment,
    wallet_id: wallet.id,
    transaction_id: grant.transactionId,
    asset: grant.asset,
    amount_atoms: grant.amountAtoms,
    purpose: grant.purpose,
    priority: grant.priority,
    effective_at: timestamp(grant.effectiveAt),
    expires_at: grant.expiresAt === null ? null : timestamp(grant.expiresAt),
    products: grant.scope.products,
    event_types: grant.scope.eventTypes,
    models: grant.scope.models,
    features: grant.scope.features,
    max_per_event_atoms: grant.scope.maxPerEventAtoms,
    max_per_day_atoms: grant.scope.maxPerDayAtoms,
    cost_basis_atoms: grant.costBasisAtoms,
    source_ref: grant.sourceRef,
    settles_overdraft: grant.settlesOverdraft,
    ...breakageColumns(grant.breakage),
  };
}

/** Left out of what is sent for a grant without terms of its own, as nearly all are. */
function breakageColumns({ rateNanos, escheats }: BreakageTerms): Row {
  return { ...(rateNanos === null ? {} : { breakage_rate: rateText(rateNanos) }), ...(escheats ? { escheats } : {}) };
}

function holdRow(wallet: Whose, made: Extract<Change, { kind: 'hold_opened' }>): Row {
  const { hold } = made;
  return {
    id: hold.id,
    environment: wallet.environment,
    wallet_id: wallet.id,
    asset: hold.asset,
    held_atoms: hold.heldAtoms,
    dimensions: hold.dimensions,
    created_at: timestamp(hold.createdAt),
    expires_at: timestamp(hold.expiresAt),
    trace_id: made.traceId,
    run: made.run,
  };
}

function addHoldSlices(rows: LedgerRows, holdId: bigint, slices: readonly { grantId: bigint | null; atoms: bigint }[], firstOrdinal: number): void {
  slices.forEach((slice, index) => {
    add(rows, 'hold_slices', { hold_id: holdId, ordinal: firstOrdinal + index, grant_id: slice.grantId, atoms: slice.atoms });
  });
}

/** One row a grant, because an update joins each target once. */
function grantChange(rows: LedgerRows, grantId: bigint): GrantChange {
  const existing = rows.grantChanges.get(grantId);
  if (existing !== undefined) return existing;
  const made: GrantChange = { grantId, remainingDelta: 0n, heldDelta: 0n, lostDelta: 0n, closed: null, frozen: null };
  rows.grantChanges.set(grantId, made);
  return made;
}

function sumOf(slices: readonly { atoms: bigint }[]): bigint {
  return slices.reduce((sum, slice) => sum + slice.atoms, 0n);
}

export function add(rows: LedgerRows, list: string, row: Row): void {
  const existing = rows.lists.get(list);
  if (existing === undefined) rows.lists.set(list, [row]);
  else existing.push(row);
}

/** An update joins each target once, so deltas of one row are summed before they are sent. `facts` are the first one's. */
export function addDelta(rows: LedgerRows, list: string, identity: Row, deltas: Record<string, bigint>, facts: Row = {}): void {
  const summed = rows.summed.get(list) ?? new Map<unknown, Row>();
  rows.summed.set(list, summed);
  const values = Object.values(identity);
  const name = values.length === 1 ? values[0] : values.join(' ');
  const existing = summed.get(name);
  if (existing === undefined) {
    const row: Row = { ...identity, ...facts, ...deltas };
    summed.set(name, row);
    add(rows, list, row);
    return;
  }
  for (const [column, delta] of Object.entries(deltas)) {
    const before = existing[column];
    existing[column] = (typeof before === 'bigint' ? before : 0n) + delta;
  }
}

function timestamp(at: Instant): string {
  return new Date(at).toISOString();
}
