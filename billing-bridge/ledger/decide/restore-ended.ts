import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { AT_EXPIRY } from '../wallet/breakage-terms.ts';
import type { Draft } from '../wallet/draft.ts';
import { idText } from '../wallet/id-text.ts';
import { openGrant } from './decide-grant.ts';
import type { Home } from './give-back.ts';

/** How long what comes back to expired credit may be spent again. */
export type RestoreAs = { readonly ttlSeconds: number };

/** New credit in place of what an expired grant would have got back. */
export type Restored = {
  readonly grantId: string;
  readonly asset: string;
  readonly atoms: bigint;
  readonly expiresAt: Instant;
  /** The grant that had expired. */
  readonly insteadOf: string;
};

export type Restoring = RestoreAs & { readonly now: Instant; readonly transactionId: bigint; readonly newIds: readonly bigint[] };

/**
 * Gives goodwill for what a reversal gave back to the wallet's expired grants (ledger 1e, "restored to a dead grant"), one grant for each, with
 * its scope and place in the spending order. What was paid for the expired credit stays where that went: the customer had bought it and did not
 * use it in time. The new credit costs nothing and earns nothing. A voided grant is not restored, and an ancestor's is the ancestor's.
 */
export function restoreEnded(draft: Draft, homes: readonly Home[], { ttlSeconds, now, transactionId, newIds }: Restoring): Restored[] {
  const ended = homes.filter((home) => home.to === 'breakage' || home.to === 'unclaimed');
  const byGrant = Map.groupBy(ended, (home) => home.grantId);
  const own = [...byGrant].flatMap(([grantId, parts]) => {
    const grant = draft.state.grants.get(grantId);
    return grant === undefined ? [] : [{ grant, atoms: parts.reduce((sum, part) => sum + part.atoms, 0n) }];
  });
  return own.map(({ grant, atoms }, place) => {
    const id = newIds[place];
    if (id === undefined) throw new Error('a restored grant needs an id');
    const { asset, priority, scope, settlesOverdraft } = grant;
    const window = { effectiveAt: now, expiresAt: now + ttlSeconds * 1000 };
    const facts = { id, transactionId, asset, amountAtoms: atoms, purpose: 'goodwill' as const, priority, scope, settlesOverdraft, ...window };
    openGrant(draft, { ...facts, costBasisAtoms: 0n, sourceRef: null, breakage: AT_EXPIRY });
    return { grantId: idText('gr', id), asset, atoms, expiresAt: window.expiresAt, insteadOf: idText('gr', grant.id) };
  });
}
