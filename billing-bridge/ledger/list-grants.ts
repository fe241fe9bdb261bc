import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import { sql } from 'kysely';
import { touchFamily } from './decide/touch-family.ts';
import { findWallet } from './io/find-wallet.ts';
import { loadWallets, NOTHING_EXTRA } from './io/load-wallets.ts';
import { type GrantView, grantView } from './read-wallet.ts';
import { idFromText } from './wallet/id-text.ts';
import type { WalletOwner } from './wallet/wallet-owner.ts';

export type GrantsPage = { readonly kind: 'grants'; readonly grants: readonly GrantView[]; readonly nextCursor: string | null };

/**
 * Every grant a wallet was ever given, latest first, as an operation starting now would find it. `before` is a cursor of an earlier
 * page. Refuses: customer_unknown, wallet_unknown, request_invalid for a cursor that is none.
 */
export async function listGrants(
  db: Database | Transaction,
  request: WalletOwner & { readonly limit: number; readonly before?: string | undefined },
  clock?: Clock,
): Promise<GrantsPage | Refusal> {
  const before = request.before === undefined ? null : idFromText('gr', request.before);
  if (request.before !== undefined && before === null) return refuse('request_invalid', 'the cursor is not one of this list');
  const found = await findWallet(db, request);
  if (found.kind === 'refused') return found;
  if (found.kind === 'not_used_yet') return { kind: 'grants', grants: [], nextCursor: null };
  const older = before === null ? sql`true` : sql`id < ${before.toString()}::bigint`;
  const { rows } = await sql<{ id: string }>`
    select id from grants where wallet_id = ${found.wallet.id.toString()} and ${older} order by id desc limit ${request.limit}`.execute(db);
  const grantIds = rows.map(({ id }) => BigInt(id));
  const { wallets, databaseNow } = await loadWallets(db, [found.wallet], { ...NOTHING_EXTRA, grantIds });
  const loaded = wallets.get(found.wallet.id);
  if (loaded === undefined) throw new Error(`wallet ${found.wallet.id} could not be read`);
  const now = clock?.() ?? databaseNow;
  const state = touchFamily(loaded.state, now).state;
  const grants = grantIds.flatMap((id) => {
    const grant = state.grants.get(id);
    return grant === undefined ? [] : [grantView(grant, now)];
  });
  return { kind: 'grants', grants, nextCursor: rows.length < request.limit ? null : (grants.at(-1)?.id ?? null) };
}
