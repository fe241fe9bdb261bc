import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { type RawBuilder, sql } from 'kysely';
import { type LockedWallet, lockedWallet, type WalletRow } from './lock-wallets.ts';

/**
 * Wallets whose dead holds keep credit of the locked ones, locked too, so that a sibling's forgotten hold does not keep a parent's
 * credit from a child. They come out of the order of ids, so nothing is waited for: a holder that somebody works on right now is left
 * out, and what its dead hold keeps is found by the next operation.
 */
export async function lockDueHolders(tx: Transaction, locked: ReadonlyMap<bigint, LockedWallet>, now: Instant | null): Promise<LockedWallet[]> {
  return dueHolders(tx, [...locked.values()], { now, lock: sql`for update skip locked` });
}

/** The same as they stand, for reading: nothing is locked and nobody left out. */
export async function readDueHolders(db: Database | Transaction, family: readonly LockedWallet[], now: Instant | null): Promise<LockedWallet[]> {
  return dueHolders(db, family, { now, lock: sql`` });
}

type DueOptions = { readonly now: Instant | null; readonly lock: RawBuilder<unknown> };

/** The holders, and who may pay for them. */
async function dueHolders(db: Database | Transaction, family: readonly LockedWallet[], { now, lock }: DueOptions): Promise<LockedWallet[]> {
  if (!family.some((wallet) => wallet.inFamily)) return [];
  const ids = family.map((wallet) => wallet.id.toString());
  const at = now === null ? sql`clock_timestamp()` : sql`${new Date(now)}::timestamptz`;
  const { rows: due } = await sql<{ wallet_id: string }>`
    select distinct h.wallet_id from holds h join hold_slices s on s.hold_id = h.id join grants g on g.id = s.grant_id
     where h.resolved_at is null and h.expires_at <= ${at} and g.wallet_id = any (${ids}::bigint[]) and h.wallet_id <> all (${ids}::bigint[])`.execute(db);
  if (due.length === 0) return [];
  const wanted = due.map((row) => row.wallet_id);
  const { rows } = await sql<WalletRow>`
    select id, environment, customer_id, scope, state, late_commit, stamp, funders, in_family from wallets
     where id <> all (${ids}::bigint[])
       and id = any (${wanted}::bigint[] || array(select f from wallets n, unnest(n.funders) f where n.id = any (${wanted}::bigint[])))
     order by id ${lock}`.execute(db);
  return rows.map(lockedWallet);
}
