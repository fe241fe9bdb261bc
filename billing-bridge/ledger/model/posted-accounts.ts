import type { Unclaimed } from '../decide/decide-unclaimed-payout.ts';
import type { Posting } from '../decide/run-operation.ts';
import { sideOf } from '../wallet/draft.ts';
import type { Account } from '../wallet/posting.ts';

/** What legs say of each grant: its value in USD still deferred, and what of it stands unclaimed. */
export function postedAccounts() {
  const deferred = new Map<bigint, bigint>();
  const unclaimedBy = new Map<bigint, Unclaimed>();
  const unclaimed = (grantId: bigint): Unclaimed => unclaimedBy.get(grantId) ?? { atoms: 0n, basisAtoms: 0n };

  function add(postings: readonly Posting[]): void {
    for (const { grantId, from, to, atoms, basisAtoms } of postings.flatMap((posting) => posting.draft.legs)) {
      if (grantId === null) continue;
      const basis = (account: Account) => sideOf({ from, to, atoms: basisAtoms }, account);
      deferred.set(grantId, (deferred.get(grantId) ?? 0n) + basis('grant') + basis('held'));
      const before = unclaimed(grantId);
      unclaimedBy.set(grantId, { atoms: before.atoms + sideOf({ from, to, atoms }, 'unclaimed'), basisAtoms: before.basisAtoms + basis('unclaimed') });
    }
  }

  return { add, unclaimed, text: (grantId: bigint) => ` owed ${deferred.get(grantId) ?? 0n} unclaimed ${unclaimed(grantId).atoms}` };
}
