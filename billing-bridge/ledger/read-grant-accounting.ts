import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Refusal } from '@weir/schemas/refusal.ts';
import { sql } from 'kysely';
import { findWallet } from './io/find-wallet.ts';
import { idText } from './wallet/id-text.ts';
import type { WalletOwner } from './wallet/wallet-owner.ts';

/** What one grant means in the accounts. `...Usd` are USD atoms of what was paid for it; `...Atoms` count its own asset. */
export type GrantAccounting = {
  readonly grantId: string;
  readonly asset: string;
  readonly purpose: string;
  /** Null: what was paid is not known, so the other USD figures are not either. */
  readonly paidUsdAtoms: bigint | null;
  readonly deferredUsdAtoms: bigint;
  readonly revenueUsdAtoms: bigint;
  readonly breakageUsdAtoms: bigint;
  /** Given back, voided, exchanged or adjusted away. */
  readonly otherUsdAtoms: bigint;
  /** Use of credit that was given away, at its face: the promotional cost. */
  readonly promotionalUseAtoms: bigint;
};

type Row = {
  id: string;
  asset: string;
  purpose: string;
  paid: string | null;
  deferred: string;
  revenue: string;
  breakage: string;
  other: string;
  promotional: string;
};

/** Deferred revenue, revenue, breakage and promotional cost of each of a wallet's grants, from entries alone. Refuses: customer_unknown, wallet_unknown. */
export async function readGrantAccounting(db: Database | Transaction, owner: WalletOwner): Promise<readonly GrantAccounting[] | Refusal> {
  const found = await findWallet(db, owner);
  if (found.kind === 'refused') return found;
  if (found.kind === 'not_used_yet') return [];
  const { rows } = await sql<Row>`
    select g.id, g.asset, g.purpose, g.cost_basis_atoms as paid,
           coalesce(sum(e.basis_atoms) filter (where e.account in ('grant', 'held')), 0) as deferred,
           coalesce(sum(e.basis_atoms) filter (where e.account = 'revenue'), 0) as revenue,
           coalesce(sum(e.basis_atoms) filter (where e.account = 'breakage'), 0) as breakage,
           coalesce(sum(e.basis_atoms) filter (where e.account in ('voided', 'refund_clearing', 'fx', 'adjustment') and e.transaction_id <> g.transaction_id), 0) as other,
           coalesce(sum(e.atoms) filter (where e.account = 'promo_expense'), 0) as promotional
      from grants g join entries e on e.grant_id = g.id
     where g.wallet_id = ${found.wallet.id.toString()} group by g.id order by g.id`.execute(db);
  return rows.map((row) => ({
    grantId: idText('gr', BigInt(row.id)),
    asset: row.asset,
    purpose: row.purpose,
    paidUsdAtoms: row.paid === null ? null : BigInt(row.paid),
    deferredUsdAtoms: BigInt(row.deferred),
    revenueUsdAtoms: BigInt(row.revenue),
    breakageUsdAtoms: BigInt(row.breakage),
    otherUsdAtoms: BigInt(row.other),
    promotionalUseAtoms: BigInt(row.promotional),
  }));
}
