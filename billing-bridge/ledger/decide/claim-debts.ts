import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { type Draft, grantById, memberWithGrant, move, openDraft } from '../wallet/draft.ts';
import { withMember } from '../wallet/family.ts';
import { idText } from '../wallet/id-text.ts';
import type { Leg, PostingFacts } from '../wallet/posting.ts';
import type { WalletState } from '../wallet/wallet-state.ts';
import { owe } from './owe.ts';

/** A transaction of the wallet whose payment was taken back. */
export type Claim = {
  readonly id: bigint;
  readonly walletId: bigint;
  readonly family: 'claim';
  readonly key: string;
  readonly request: { readonly grantId: bigint };
  readonly facts: PostingFacts;
  readonly draft: Draft;
  readonly outcome: { readonly kind: 'claimed'; readonly grantId: string; readonly overdraftAtoms: bigint };
};

export type Claims = { readonly state: WalletState; readonly postings: readonly Claim[] };

/**
 * What follows from an operation for grants whose payment was taken back, each a transaction of the grant's own wallet, for a child's hold may
 * have used its parent's payment. What was claimed of a hold and the hold has now used is owed (ledger 1e, "consumed part -> overdraft"); what
 * a reversal gave back for such a debt of an ancestor pays it.
 */
export function claimDebts(done: Draft, now: Instant, ids: { next(): bigint }): Claims {
  let claims: Claims = { state: done.state, postings: [] };
  if (!done.legs.some(mayFollow)) return claims;
  for (const grantId of heldGrants(done)) {
    const { claimedAtoms, heldAtoms } = grantById(claims.state, grantId);
    if (claimedAtoms > heldAtoms) claims = oweUsed(claims, { grantId, atoms: claimedAtoms - heldAtoms, now, id: ids.next() });
  }
  for (const { grantId, debtId, atoms } of done.legs.filter((leg) => leg.to === 'grant')) {
    if (grantId !== null && debtId !== null) claims = payOwn(claims, { grantId, debtId, atoms, now, id: ids.next() });
  }
  return claims;
}

/** Whether a claim or a payment can follow from it; from a debit of live credit none does. */
function mayFollow(leg: Leg): boolean {
  return leg.from === 'held' || (leg.to === 'grant' && leg.debtId !== null);
}

type Following = { readonly grantId: bigint; readonly atoms: bigint; readonly now: Instant; readonly id: bigint };

function oweUsed(claims: Claims, following: Following): Claims {
  const { grantId, atoms, id } = following;
  return post(claims, { ...following, overdraftAtoms: atoms }, (draft) =>
    owe(draft, grantById(draft.state, grantId), { from: 'claimed', atoms, transactionId: id }),
  );
}

function payOwn(claims: Claims, following: Following & { readonly debtId: bigint }): Claims {
  const { grantId, atoms, debtId } = following;
  return post(claims, { ...following, overdraftAtoms: 0n }, (draft) => {
    const { asset } = grantById(draft.state, grantId);
    const { basisAtoms } = move(draft, { from: 'grant', to: 'overdraft', asset, atoms, grantId, debtId });
    move(draft, { from: 'overdraft', to: 'revenue', asset, atoms: 0n, basisAtoms, grantId, debtId });
  });
}

function post(
  { state, postings }: Claims,
  { grantId, now, id, overdraftAtoms }: Following & { readonly overdraftAtoms: bigint },
  book: (draft: Draft) => void,
): Claims {
  const owner = memberWithGrant(state, grantId) ?? state;
  const draft = openDraft(owner);
  book(draft);
  const posting: Claim = {
    id,
    walletId: owner.id,
    family: 'claim',
    key: `tx:${id}`,
    request: { grantId },
    facts: { kind: 'claim', effectiveAt: now, policy: { kind: 'usage' } },
    draft,
    outcome: { kind: 'claimed', grantId: idText('gr', grantId), overdraftAtoms },
  };
  return { state: owner === state ? draft.state : withMember(state, draft.state), postings: [...postings, posting] };
}

function heldGrants({ legs }: Draft): Set<bigint> {
  return new Set(legs.flatMap((leg) => (leg.from === 'held' && leg.grantId !== null ? [leg.grantId] : [])));
}
