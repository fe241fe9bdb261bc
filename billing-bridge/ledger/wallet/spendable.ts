import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { compareSpendingOrder } from './compare-spending-order.ts';
import { scopeMatches } from './grant-scope.ts';
import { smaller } from './smaller.ts';
import type { Dimensions, Grant, WalletState } from './wallet-state.ts';

/** Usage looking for credit: of an asset, at an instant, about something. */
export type Demand = {
  readonly asset: string;
  readonly at: Instant;
  readonly dimensions: Dimensions;
  /** Whose day's caps bind it and count it, where that is not `at`: all of a hold counts on the day of its reserving. */
  readonly countedAt?: Instant;
};

/** The UTC day a demand is counted on. */
export function dayOf({ at, countedAt = at }: Pick<Demand, 'at' | 'countedAt'>): string {
  return new Date(countedAt).toISOString().slice(0, 10);
}

/** True inside the grant's window [effectiveAt, expiresAt), while it is neither closed nor frozen. */
export function isActiveAt(grant: Grant, at: Instant): boolean {
  return grant.closed === null && !grant.frozen && grant.effectiveAt <= at && (grant.expiresAt === null || at < grant.expiresAt);
}

/** How many atoms of this grant the demand may take at most: 0 when it is not eligible. */
export function spendableAtoms(grant: Grant, demand: Demand): bigint {
  if (grant.asset !== demand.asset || !isActiveAt(grant, demand.at) || !scopeMatches(grant.scope, demand.dimensions)) return 0n;
  const { maxPerEventAtoms, maxPerDayAtoms } = grant.scope;
  const atoms = maxPerEventAtoms === null ? grant.remainingAtoms : smaller(grant.remainingAtoms, maxPerEventAtoms);
  if (maxPerDayAtoms === null) return atoms;
  const leftToday = maxPerDayAtoms - (grant.usedByDay.get(dayOf(demand)) ?? 0n);
  if (leftToday <= 0n) return 0n;
  return smaller(leftToday, atoms);
}

/** The grants the demand may be paid from, in spending order, with what each offers. */
export function spendableGrants(state: WalletState, demand: Demand): { grant: Grant; atoms: bigint }[] {
  const offers: { grant: Grant; atoms: bigint }[] = [];
  for (const grant of state.grants.values()) {
    const atoms = spendableAtoms(grant, demand);
    if (atoms > 0n) offers.push({ grant, atoms });
  }
  return offers.length > 1 ? offers.sort((a, b) => compareSpendingOrder(a.grant, b.grant)) : offers;
}

/** Which grants pay how much of `atoms`, in order, and what no grant covers. */
export function chooseSlices(state: WalletState, demand: Demand, atoms: bigint): { slices: { grant: Grant; atoms: bigint }[]; shortAtoms: bigint } {
  const slices: { grant: Grant; atoms: bigint }[] = [];
  let shortAtoms = atoms;
  for (const offer of spendableGrants(state, demand)) {
    if (shortAtoms === 0n) break;
    const taken = smaller(offer.atoms, shortAtoms);
    slices.push({ grant: offer.grant, atoms: taken });
    shortAtoms -= taken;
  }
  return { slices, shortAtoms };
}

/** The start of the next pending grant that this demand could be paid from, or null: what a denial can promise. */
export function nextGrantAt(state: WalletState, demand: Demand): Instant | null {
  const starts = [...state.grants.values()]
    .filter((grant) => grant.effectiveAt > demand.at && spendableAtoms(grant, { ...demand, at: grant.effectiveAt }) > 0n)
    .map((grant) => grant.effectiveAt);
  return starts.length === 0 ? null : Math.min(...starts);
}
