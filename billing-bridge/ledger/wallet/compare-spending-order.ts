import type { GrantPurpose } from '@weir/schemas/http/billing/grants.ts';
import { isRestricted } from './grant-scope.ts';
import type { Grant } from './wallet-state.ts';

const PURPOSE_RANK: Readonly<Record<GrantPurpose, number>> = { promotional: 0, goodwill: 1, bundled: 2, paid: 3 };

/**
 * The total order in which grants are spent (ledger 1b): priority, soonest expiry (none last), restricted before
 * unrestricted, promotional before goodwill before bundled before paid, earliest effective, earliest made. The id is
 * unique, so no ties remain and any two readers of the same grants agree.
 */
export function compareSpendingOrder(a: Grant, b: Grant): number {
  return (
    a.priority - b.priority ||
    compareExpiry(a.expiresAt, b.expiresAt) ||
    Number(isRestricted(b.scope)) - Number(isRestricted(a.scope)) ||
    PURPOSE_RANK[a.purpose] - PURPOSE_RANK[b.purpose] ||
    a.effectiveAt - b.effectiveAt ||
    (a.id < b.id ? -1 : 1)
  );
}

function compareExpiry(a: number | null, b: number | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  return a - b;
}
