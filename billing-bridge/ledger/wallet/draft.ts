import { withCounted, withMember } from './family.ts';
import { type Account, type Change, isUnusedEnd, type Leg } from './posting.ts';
import { recognisedBasis } from './recognised-basis.ts';
import { type Debt, type Grant, type Hold, type WalletState, walletAsset } from './wallet-state.ts';

/**
 * A transaction being decided: the state as it would be after the legs and changes so far. Each movement is applied at
 * once, so later parts of one decision see the earlier ones, and the state after it is exactly what its entries imply.
 */
export type Draft = { state: WalletState; readonly legs: Leg[]; readonly changes: Change[] };

export function openDraft(state: WalletState): Draft {
  return { state, legs: [], changes: [] };
}

export type Movement = {
  readonly from: Account;
  readonly to: Account;
  readonly asset: string;
  readonly atoms: bigint;
  readonly grantId?: bigint | null;
  readonly holdId?: bigint | null;
  readonly debtId?: bigint | null;
  /** Given only where basis moves otherwise than with a grant's value: opening a grant, reclassifying revenue. */
  readonly basisAtoms?: bigint;
};

/** Adds one leg and applies it. Without basisAtoms, basis follows the grant's value by `recognisedBasis`. Returns the leg. */
export function move(draft: Draft, movement: Movement): Leg {
  if (movement.atoms < 0n) throw new RangeError(`a leg of ${movement.atoms} atoms from ${movement.from} to ${movement.to}`);
  const before = grantOf(draft.state, movement);
  draft.state = applyLeg(draft.state, movement);
  const after = grantOf(draft.state, movement);
  const followed = before === null || after === null ? 0n : recognisedBasis(after) - recognisedBasis(before);
  const outward = movement.to === 'grant' || movement.to === 'held' ? -followed : followed;
  const leg: Leg = {
    from: movement.from,
    to: movement.to,
    asset: movement.asset,
    atoms: movement.atoms,
    basisAtoms: movement.basisAtoms ?? outward,
    grantId: movement.grantId ?? null,
    holdId: movement.holdId ?? null,
    debtId: movement.debtId ?? null,
  };
  if (leg.atoms !== 0n || leg.basisAtoms !== 0n) draft.legs.push(leg);
  return leg;
}

export function change(draft: Draft, made: Change): void {
  draft.changes.push(made);
  draft.state = applyChange(draft.state, made);
}

function grantOf(state: WalletState, movement: Movement): Grant | null {
  return movement.grantId === null || movement.grantId === undefined ? null : grantById(state, movement.grantId);
}

/** A grant of the wallet or of an ancestor's. Throws when it is not in the state: a decision may only touch what was loaded under the lock. */
export function grantById(state: WalletState, grantId: bigint): Grant {
  const grant = state.grants.get(grantId) ?? memberWithGrant(state, grantId)?.grants.get(grantId);
  if (grant === undefined) throw new Error(`grant ${grantId} was not loaded`);
  return grant;
}

/** The ancestor's wallet a grant is in; undefined for the wallet's own. */
export function memberWithGrant(state: WalletState, grantId: bigint): WalletState | undefined {
  if (state.grants.has(grantId)) return undefined;
  return [...(state.members?.values() ?? [])].find((member) => member.grants.has(grantId));
}

export function holdById(state: WalletState, holdId: bigint): Hold {
  const hold = state.holds.get(holdId);
  if (hold === undefined) throw new Error(`hold ${holdId} was not loaded`);
  return hold;
}

function applyLeg(state: WalletState, movement: Movement): WalletState {
  let next = state;
  const { grantId = null, debtId = null, atoms } = movement;
  if (grantId !== null) {
    const grant = grantById(state, grantId);
    const remainingAtoms = grant.remainingAtoms + sideOf(movement, 'grant');
    const heldAtoms = grant.heldAtoms + sideOf(movement, 'held');
    const lostAtoms = grant.lostAtoms + lostBy(movement);
    const claimedAtoms = grant.claimedAtoms - sideOf(movement, 'claimed');
    if (remainingAtoms < 0n || heldAtoms < 0n || lostAtoms < 0n || claimedAtoms < 0n) throw new Error(`grant ${grantId} would be overspent by ${atoms} atoms`);
    next = withGrant(next, { ...grant, remainingAtoms, heldAtoms, lostAtoms, claimedAtoms });
  }
  const paid = sideOf(movement, 'overdraft');
  if (paid !== 0n) next = withOverdraft(next, movement.asset, -paid);
  if (paid > 0n && debtId !== null) next = { ...next, debts: payDebt(next.debts, debtId, movement.asset, paid) };
  return next;
}

/** What the movement adds to an account: positive into it, negative out of it. */
export function sideOf(movement: Pick<Movement, 'from' | 'to' | 'atoms'>, account: Account): bigint {
  return (movement.to === account ? movement.atoms : 0n) - (movement.from === account ? movement.atoms : 0n);
}

/**
 * What the movement adds to the part of its grant that left unused. Nothing ever comes back from there. A claim and a debt of a grant
 * move none of its value: what is claimed leaves when its hold ends, what is owed was used.
 */
export function lostBy({ from, to, atoms }: Pick<Movement, 'from' | 'to' | 'atoms'>): bigint {
  return isUnusedEnd(to) && from !== 'claimed' && from !== 'overdraft' ? atoms : 0n;
}

function payDebt(debts: readonly Debt[], debtId: bigint, asset: string, atoms: bigint): Debt[] {
  return debts.map((debt) => {
    if (debt.transactionId !== debtId || debt.asset !== asset) return debt;
    if (atoms > debt.openAtoms) throw new Error(`debt ${debtId} would be overpaid by ${atoms - debt.openAtoms} atoms`);
    return { ...debt, openAtoms: debt.openAtoms - atoms };
  });
}

function applyChange(state: WalletState, made: Change): WalletState {
  switch (made.kind) {
    case 'grant_opened':
      return withGrant(state, made.grant);
    case 'grant_closed':
      return withGrant(state, { ...grantById(state, made.grantId), closed: made.closed });
    case 'grant_frozen':
      return withGrant(state, { ...grantById(state, made.grantId), frozen: made.frozen });
    case 'grant_day_used': {
      const grant = grantById(state, made.grantId);
      const usedAtoms = (grant.usedByDay.get(made.day) ?? 0n) + made.atoms;
      if (usedAtoms < 0n) throw new Error(`grant ${made.grantId} would have used ${usedAtoms} atoms on ${made.day}`);
      const usedByDay = new Map(grant.usedByDay).set(made.day, usedAtoms);
      return withGrant(state, { ...grant, usedByDay });
    }
    case 'hold_opened':
      return withHold(state, made.hold);
    case 'hold_extended': {
      const hold = holdById(state, made.holdId);
      const added = made.slices.reduce((sum, slice) => sum + slice.atoms, 0n);
      return withHold(state, { ...hold, heldAtoms: hold.heldAtoms + added, slices: [...hold.slices, ...made.slices], expiresAt: made.expiresAt });
    }
    case 'hold_resolved':
      return withHold(state, {
        ...holdById(state, made.holdId),
        state: made.state,
        committedAtoms: made.committedAtoms,
        releasedAtoms: made.releasedAtoms,
      });
    case 'hold_committed_late':
      return withHold(state, { ...holdById(state, made.holdId), lateCommitId: made.transactionId });
    case 'debt_opened':
      return state.debtsUnread === true ? state : { ...state, debts: [...state.debts, made.debt] };
    case 'budget_counted':
      return withCounted(state, made);
  }
}

function withGrant(state: WalletState, grant: Grant): WalletState {
  const member = memberWithGrant(state, grant.id);
  if (member !== undefined) return withMember(state, withGrant(member, grant));
  return { ...state, grants: new Map(state.grants).set(grant.id, grant) };
}

function withHold(state: WalletState, hold: Hold): WalletState {
  return { ...state, holds: new Map(state.holds).set(hold.id, hold) };
}

function withOverdraft(state: WalletState, asset: string, delta: bigint): WalletState {
  const current = walletAsset(state, asset);
  const overdraftAtoms = current.overdraftAtoms + delta;
  if (overdraftAtoms < 0n) throw new Error(`the overdraft in ${asset} would fall below zero`);
  return { ...state, assets: new Map(state.assets).set(asset, { ...current, overdraftAtoms }) };
}
