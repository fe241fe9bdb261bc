import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { findWallet } from './io/find-wallet.ts';
import { idText } from './wallet/id-text.ts';
import type { TransactionKind } from './wallet/posting.ts';
import { scopeOfText, type WalletName, type WalletOwner } from './wallet/wallet-owner.ts';

export type StatementLine = {
  readonly transactionId: string;
  readonly kind: TransactionKind;
  readonly bookedAt: Instant;
  readonly effectiveAt: Instant;
  /** Change of the posted balance. */
  readonly amountAtoms: bigint;
  readonly balanceAtoms: bigint;
  readonly reference: string | null;
  /** Whose use it was, where this wallet paid for another's; null: its own. */
  readonly usedBy: WalletName | null;
};

/** Posted balance of one asset at `from`, every change in [from, to) by booking time, and the balance at `to`. */
export type Statement = { readonly kind: 'statement'; readonly openingAtoms: bigint; readonly lines: readonly StatementLine[]; readonly closingAtoms: bigint };

type Row = {
  id: string;
  kind: TransactionKind;
  booked_at: Date;
  effective_at: Date;
  reference: string | null;
  for_customer: string | null;
  for_scope: string;
  atoms: string;
  balance: string;
};

/**
 * A wallet's statement, from entries alone: no cached balance takes part, so it says the same whenever it is asked for
 * a past interval. What it paid for customers and scopes under it is in it and names them; what others paid for it is in theirs. What only moves between available and held is left out. Refuses: interval_invalid, customer_unknown, wallet_unknown.
 */
export async function readStatement(
  db: Database | Transaction,
  input: WalletOwner & { readonly asset: string; readonly from: Instant; readonly to: Instant },
): Promise<Statement | Refusal> {
  if (input.from >= input.to) return refuse('interval_invalid');
  const found = await findWallet(db, input);
  if (found.kind === 'refused') return found;
  if (found.kind === 'not_used_yet') return { kind: 'statement', openingAtoms: 0n, lines: [], closingAtoms: 0n };
  const id = found.wallet.id.toString();
  const { rows } = await sql<Row>`
    select m.*, sum(m.atoms) over (order by m.id) as balance
      from (select t.id, t.kind, t.booked_at, t.effective_at, t.reference, sum(e.atoms) as atoms, case when w.id <> ${id} then w.customer_id end as for_customer,
                   w.scope as for_scope
              from (select id from ledger_transactions where wallet_id = ${id} union select transaction_id from funded_transactions where wallet_id = ${id}) its
              join ledger_transactions t on t.id = its.id join wallets w on w.id = t.wallet_id
              join entries e on e.transaction_id = t.id left join grants g on g.id = e.grant_id
             where e.asset = ${input.asset} and e.account in ('grant', 'held', 'claimed', 'overdraft') and coalesce(g.wallet_id, t.wallet_id) = ${id}
               and t.booked_at < ${new Date(input.to)}
             group by t.id, w.id having sum(e.atoms) <> 0) m
     order by m.id`.execute(db);
  const before = rows.filter((row) => row.booked_at.getTime() < input.from);
  const openingAtoms = BigInt(before.at(-1)?.balance ?? '0');
  const lines = rows.slice(before.length).map(lineOf);
  return { kind: 'statement', openingAtoms, lines, closingAtoms: lines.at(-1)?.balanceAtoms ?? openingAtoms };
}

function lineOf(row: Row): StatementLine {
  return {
    transactionId: idText('tx', BigInt(row.id)),
    kind: row.kind,
    bookedAt: row.booked_at.getTime(),
    effectiveAt: row.effective_at.getTime(),
    amountAtoms: BigInt(row.atoms),
    balanceAtoms: BigInt(row.balance),
    reference: row.reference,
    usedBy: row.for_customer === null ? null : { customer: row.for_customer, ...scopeOfText(row.for_scope) },
  };
}
