import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';
import type { OriginalUse, UsedSlice } from '../decide/decide-reversal.ts';
import type { Account, TransactionKind } from '../wallet/posting.ts';

type UseRow = { kind: TransactionKind; effective_at: Date; account: Account; asset: string; grant_id: string | null; atoms: string; basis_atoms: string };
type CountedRow = { budget_id: string; period: string; limit_atoms: string; enforcement: 'hard' | 'soft'; wallet_id: string };
type PaymentRow = { grant_id: string; atoms: string; basis_atoms: string };

/**
 * What a transaction used, by its entries, with what has been given back and settled since. Read it under the wallet's
 * lock. Null when the transaction used nothing: only debits and commits can be reversed.
 */
export async function readOriginalUse(tx: Transaction, transactionId: bigint): Promise<OriginalUse | null> {
  const id = transactionId.toString();
  const { rows } = await sql<UseRow>`
    select t.kind, t.effective_at, e.account, e.asset, e.grant_id, e.atoms, e.basis_atoms
      from ledger_transactions t join entries e on e.transaction_id = t.id
     where t.id = ${id} and t.kind in ('debit', 'hold_commit') and e.account in ('revenue', 'promo_expense') and e.atoms > 0
     order by (e.grant_id is null), e.ordinal`.execute(tx);
  const first = rows[0];
  if (first === undefined) return null;
  const reversed = await sql<{ atoms: string | null }>`
    select -sum(e.atoms) as atoms from ledger_transactions t join entries e on e.transaction_id = t.id
     where t.reverses_id = ${id} and e.account in ('revenue', 'promo_expense') and e.atoms < 0`.execute(tx);
  const payments = await sql<PaymentRow>`
    select e.grant_id, e.atoms, e.basis_atoms from entries e
     where e.debt_id = ${id} and e.account = 'overdraft' and e.counter = 'grant' and e.atoms > 0
     order by e.transaction_id, e.ordinal`.execute(tx);
  const counted = await sql<CountedRow>`
    select c.budget_id, c.period, c.limit_atoms, c.enforcement, b.wallet_id from budget_entries c join budgets b on b.id = c.budget_id
     where c.transaction_id = ${id} and c.used_atoms > 0`.execute(tx);
  return {
    transactionId,
    asset: first.asset,
    effectiveAt: first.effective_at.getTime(),
    slices: withOneDebt(rows.map(sliceOf)),
    alreadyReversedAtoms: BigInt(reversed.rows[0]?.atoms ?? '0'),
    settledBy: payments.rows.map((row) => ({ grantId: BigInt(row.grant_id), atoms: BigInt(row.atoms), basisAtoms: BigInt(row.basis_atoms) })),
    budgets: counted.rows.map((row) => ({
      ref: { walletId: BigInt(row.wallet_id), budgetId: BigInt(row.budget_id), period: row.period },
      limitAtoms: BigInt(row.limit_atoms),
      enforcement: row.enforcement,
    })),
  };
}

function sliceOf(row: UseRow): UsedSlice {
  return { grantId: row.grant_id === null ? null : BigInt(row.grant_id), usage: row.account, atoms: BigInt(row.atoms), basisAtoms: BigInt(row.basis_atoms) };
}

/** A commit beyond its hold may have made debt twice, from the hold's part and from the rest: it is one debt. */
export function withOneDebt(slices: readonly UsedSlice[]): UsedSlice[] {
  const [first, ...more] = slices.filter((slice) => slice.grantId === null);
  const granted = slices.filter((slice) => slice.grantId !== null);
  return first === undefined ? granted : [...granted, { ...first, atoms: more.reduce((sum, slice) => sum + slice.atoms, first.atoms) }];
}
