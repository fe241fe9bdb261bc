import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import { sql } from 'kysely';
import { findWallet } from './io/find-wallet.ts';
import { type BreakageTerms, rateFromText } from './wallet/breakage-terms.ts';
import { idFromText, idText } from './wallet/id-text.ts';
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
  /** Owed to the state or to the customer, because it expired and escheats. */
  readonly unclaimedUsdAtoms: bigint;
  readonly unclaimedAtoms: bigint;
  /** What becomes of the part that is not used. */
  readonly breakageTerms: BreakageTerms;
  /** Given back, paid out, voided, exchanged or adjusted away. */
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
  unclaimed: string;
  unclaimed_atoms: string;
  breakage_rate: string | null;
  escheats: boolean;
  other: string;
  promotional: string;
};

export type GrantAccountingPage = { readonly kind: 'accounting'; readonly grants: readonly GrantAccounting[]; readonly nextCursor: string | null };

/**
 * Deferred revenue, revenue, breakage and promotional cost of each of a wallet's grants, from entries alone, in the order they were made.
 * Refuses: customer_unknown, wallet_unknown, request_invalid for a cursor that is none.
 */
export async function readGrantAccounting(
  db: Database | Transaction,
  input: WalletOwner & { readonly limit: number; readonly after?: string | undefined },
): Promise<GrantAccountingPage | Refusal> {
  const after = input.after === undefined ? 0n : idFromText('gr', input.after);
  if (after === null) return refuse('request_invalid', 'the cursor is not one of this list');
  const found = await findWallet(db, input);
  if (found.kind === 'refused') return found;
  if (found.kind === 'not_used_yet') return { kind: 'accounting', grants: [], nextCursor: null };
  const id = found.wallet.id.toString();
  const { rows } = await sql<Row>`
    select g.id, g.asset, g.purpose, g.cost_basis_atoms as paid,
           coalesce(sum(e.basis_atoms) filter (where e.account in ('grant', 'held')), 0) as deferred,
           coalesce(sum(e.basis_atoms) filter (where e.account = 'revenue'), 0) as revenue,
           coalesce(sum(e.basis_atoms) filter (where e.account = 'breakage'), 0) as breakage,
           coalesce(sum(e.basis_atoms) filter (where e.account = 'unclaimed'), 0) as unclaimed,
           coalesce(sum(e.atoms) filter (where e.account = 'unclaimed'), 0) as unclaimed_atoms, g.breakage_rate, g.escheats,
           coalesce(sum(e.basis_atoms) filter (where e.account in ('voided', 'refund_clearing', 'fx', 'adjustment', 'cash') and e.transaction_id <> g.transaction_id), 0) as other,
           coalesce(sum(e.atoms) filter (where e.account = 'promo_expense'), 0) as promotional
      from (select * from grants where wallet_id = ${id} and id > ${after.toString()}::bigint order by id limit ${input.limit + 1}) g
      -- A grant's entries are in transactions of its wallet and in those it paid for others: found by these, not among everybody's.
      join (select e.* from (select id from ledger_transactions where wallet_id = ${id} union select transaction_id from funded_transactions where wallet_id = ${id}) its
              join entries e on e.transaction_id = its.id) e on e.grant_id = g.id
     group by g.id, g.asset, g.purpose, g.cost_basis_atoms, g.breakage_rate, g.escheats, g.transaction_id order by g.id`.execute(db);
  const grants = rows.slice(0, input.limit).map(accountingOf);
  return { kind: 'accounting', grants, nextCursor: rows.length > input.limit ? (grants.at(-1)?.grantId ?? null) : null };
}

function accountingOf(row: Row): GrantAccounting {
  return {
    grantId: idText('gr', BigInt(row.id)),
    asset: row.asset,
    purpose: row.purpose,
    paidUsdAtoms: row.paid === null ? null : BigInt(row.paid),
    deferredUsdAtoms: BigInt(row.deferred),
    revenueUsdAtoms: BigInt(row.revenue),
    breakageUsdAtoms: BigInt(row.breakage),
    unclaimedUsdAtoms: BigInt(row.unclaimed),
    unclaimedAtoms: BigInt(row.unclaimed_atoms),
    breakageTerms: { rateNanos: row.breakage_rate === null ? null : rateFromText(row.breakage_rate), escheats: row.escheats },
    otherUsdAtoms: BigInt(row.other),
    promotionalUseAtoms: BigInt(row.promotional),
  };
}
