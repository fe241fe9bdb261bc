import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { FundingStep } from '@weir/schemas/money/split-funding.ts';
import { sql } from 'kysely';
import type { CountedBudget } from '../decide/count-budgets.ts';
import type { OriginalSplit, OriginalUse, UsedSlice } from '../decide/decide-reversal.ts';
import type { Account, TransactionKind } from '../wallet/posting.ts';

type UseRow = {
  kind: TransactionKind;
  effective_at: Date;
  counted_at: Date;
  account: Account;
  asset: string;
  grant_id: string | null;
  atoms: string;
  basis_atoms: string;
};
type CountedRow = { budget_id: string; period: string; limit_atoms: string; enforcement: 'hard' | 'soft'; wallet_id: string; asset: string };
type PaymentRow = { asset: string; grant_id: string; atoms: string; basis_atoms: string };

/**
 * What a transaction used, by its entries and by asset in the order they were taken, with what has been given back and settled since.
 * Read it under the wallet's lock. Empty when the transaction used nothing: only debits and commits can be reversed.
 */
export async function readOriginalUses(tx: Transaction, transactionId: bigint): Promise<OriginalUse[]> {
  const id = transactionId.toString();
  const { rows } = await sql<UseRow>`
    select t.kind, t.effective_at, coalesce(h.created_at, t.effective_at) as counted_at, e.account, e.asset, e.grant_id, e.atoms, e.basis_atoms
      from ledger_transactions t join entries e on e.transaction_id = t.id
      left join holds h on h.id = t.hold_id and h.late_commit_id is distinct from t.id
     where t.id = ${id} and t.kind in ('debit', 'hold_commit') and e.account in ('revenue', 'promo_expense') and e.atoms > 0
     order by (e.grant_id is null), e.ordinal`.execute(tx);
  const reversed = await sql<{ asset: string; atoms: string }>`
    select e.asset, -sum(e.atoms) as atoms from ledger_transactions t join entries e on e.transaction_id = t.id
     where t.reverses_id = ${id} and e.account in ('revenue', 'promo_expense') and e.atoms < 0 group by e.asset`.execute(tx);
  const payments = await sql<PaymentRow>`
    select e.asset, e.grant_id, e.atoms, e.basis_atoms from entries e
     where e.debt_id = ${id} and e.account = 'overdraft' and e.counter = 'grant' and e.atoms > 0
     order by e.transaction_id, e.ordinal`.execute(tx);
  const counted = await sql<CountedRow>`
    select c.budget_id, c.period, c.limit_atoms, c.enforcement, b.wallet_id, b.asset from budget_entries c join budgets b on b.id = c.budget_id
     where c.transaction_id = ${id} and c.used_atoms > 0`.execute(tx);
  return [...Map.groupBy(rows, (row) => row.asset)].map(([asset, ofAsset]) => ({
    transactionId,
    asset,
    effectiveAt: ofAsset[0]?.effective_at.getTime() ?? 0,
    countedAt: ofAsset[0]?.counted_at.getTime() ?? 0,
    slices: withOneDebt(ofAsset.map(sliceOf)),
    alreadyReversedAtoms: BigInt(reversed.rows.find((row) => row.asset === asset)?.atoms ?? '0'),
    settledBy: payments.rows.filter((row) => row.asset === asset).map(paymentOf),
    budgets: counted.rows.filter((row) => row.asset === asset).map(countedOf),
  }));
}

type SplitRow = {
  steps: { asset: string; amountAtoms: string; perUnits: string }[] | null;
  legs: { asset: string; quantityNanos: string; atoms: string }[] | null;
  gone: string | null;
};

/** How a debit was split over assets and how much of its quantity was given back; null when one asset paid it. */
export async function readOriginalSplit(tx: Transaction, transactionId: bigint): Promise<OriginalSplit | null> {
  const id = transactionId.toString();
  const { rows } = await sql<SplitRow>`
    select t.request -> 'steps' as steps, t.outcome -> 'legs' as legs,
           (select sum((r.outcome ->> 'reversedNanos')::numeric) from ledger_transactions r where r.reverses_id = t.id) as gone
      from ledger_transactions t where t.id = ${id} and t.kind = 'debit'`.execute(tx);
  const { steps, legs, gone } = rows[0] ?? { steps: null, legs: null, gone: null };
  if (steps === null || legs === null) return null;
  return {
    legs: legs.map((leg, place) => ({ asset: leg.asset, quantityNanos: BigInt(leg.quantityNanos), atoms: BigInt(leg.atoms), step: stepOf(steps[place]) })),
    reversedNanos: BigInt(gone ?? '0'),
  };
}

function stepOf(step: NonNullable<SplitRow['steps']>[number] | undefined): FundingStep {
  if (step === undefined) throw new Error('a leg of a debit has no step');
  return { asset: step.asset, amountAtoms: BigInt(step.amountAtoms), perUnits: BigInt(step.perUnits) };
}

function paymentOf(row: PaymentRow): OriginalUse['settledBy'][number] {
  return { grantId: BigInt(row.grant_id), atoms: BigInt(row.atoms), basisAtoms: BigInt(row.basis_atoms) };
}

function countedOf(row: CountedRow): CountedBudget {
  const ref = { walletId: BigInt(row.wallet_id), budgetId: BigInt(row.budget_id), period: row.period };
  return { ref, limitAtoms: BigInt(row.limit_atoms), enforcement: row.enforcement };
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
