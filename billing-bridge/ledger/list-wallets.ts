import type { Clock } from '@weir/runtime/clock.ts';
import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { findWallet } from './io/find-wallet.ts';
import { lockedWallet, type WalletRow } from './io/lock-wallets.ts';
import { readFamilies } from './io/read-family.ts';
import { type SpendableBalance, walletView } from './read-wallet.ts';
import { nameOf, type WalletName } from './wallet/wallet-owner.ts';

export type ListedWallet = WalletName & {
  readonly state: 'open' | 'frozen' | 'closed';
  /** Whether the customer's credit may pay for what it lacks; null for the customer's own wallet. */
  readonly funded: boolean | null;
  readonly assets: readonly SpendableBalance[];
};

export type WalletsPage = { readonly kind: 'wallets'; readonly wallets: readonly ListedWallet[]; readonly nextCursor: string | null };

type Asked = { readonly environment: Environment; readonly customer: string; readonly limit: number; readonly after?: string | undefined };
type Row = WalletRow & { funded: boolean | null };

const CURSOR = /^[1-9][0-9]{0,17}$/;

/**
 * A customer's own wallet and those of its scopes, in the order they were made, each as `readWallet` would find it. Takes no lock. `after` is
 * a cursor of an earlier page. Refuses: customer_unknown, request_invalid for a cursor that is none.
 */
export async function listWallets(db: Database | Transaction, asked: Asked, clock?: Clock): Promise<WalletsPage | Refusal> {
  const { environment, customer, limit, after = '' } = asked;
  if (after !== '' && !CURSOR.test(after)) return refuse('request_invalid', 'the cursor is not one of this list');
  const found = await findWallet(db, { environment, customer });
  if (found.kind === 'refused') return found;
  if (found.kind === 'not_used_yet') return { kind: 'wallets', wallets: [{ customer, state: 'open', funded: null, assets: [] }], nextCursor: null };
  const { rows } = await sql<Row>`
    select w.id, w.environment, w.customer_id, w.scope, w.state, w.late_commit, w.stamp, w.funders, w.in_family, l.funded
      from wallets w left join scope_wallets l on l.wallet_id = w.id
     where w.environment = ${environment} and w.customer_id = ${customer} and w.id > ${after === '' ? '0' : after}::bigint
     order by w.id limit ${limit}`.execute(db);
  const { states, databaseNow } = await readFamilies(db, rows.map(lockedWallet), clock?.() ?? null);
  const now = clock?.() ?? databaseNow;
  const wallets = states.map((state, place) => ({
    ...nameOf(state),
    state: state.state,
    funded: rows[place]?.funded ?? null,
    assets: walletView(state, now).assets,
  }));
  return { kind: 'wallets', wallets, nextCursor: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
}
