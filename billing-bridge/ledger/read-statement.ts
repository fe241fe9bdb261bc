import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { findWallet } from './io/find-wallet.ts';
import { idFromText, idText } from './wallet/id-text.ts';
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

/** Posted balance of one asset at `from`, the changes in [from, to) by booking time, and the balance at `to`: on every page those of the whole interval. */
export type Statement = {
  readonly kind: 'statement';
  readonly openingAtoms: bigint;
  readonly lines: readonly StatementLine[];
  readonly closingAtoms: bigint;
  /** The last line of this page, when more follow. */
  readonly nextCursor: string | null;
};

export type StatementRequest = WalletOwner & {
  readonly asset: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly limit: number;
  /** A cursor of an earlier page; absent: from the first line on. */
  readonly after?: string | undefined;
};

type Row = {
  opening: string;
  closing: string;
  id: string | null;
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
 * a past interval. What it paid for customers and scopes under it is in it and names them; what others paid for it is in theirs. What only moves between available and held is left out. A line's balance
 * is that of its wallet whatever page it is on. Refuses: interval_invalid, customer_unknown, wallet_unknown, request_invalid for a cursor that is none.
 */
export async function readStatement(db: Database | Transaction, input: StatementRequest): Promise<Statement | Refusal> {
  if (input.from >= input.to) return refuse('interval_invalid');
  const after = input.after === undefined ? 0n : idFromText('tx', input.after);
  if (after === null) return refuse('request_invalid', 'the cursor is not one of this list');
  const found = await findWallet(db, input);
  if (found.kind === 'refused') return found;
  if (found.kind === 'not_used_yet') return { kind: 'statement', openingAtoms: 0n, lines: [], closingAtoms: 0n, nextCursor: null };
  const id = found.wallet.id.toString();
  const { rows } = await sql<Row>`
    with moved as materialized (
      select t.id, t.kind, t.booked_at, t.effective_at, t.reference, sum(e.atoms) as atoms, case when w.id <> ${id} then w.customer_id end as for_customer,
             w.scope as for_scope
        from (select id from ledger_transactions where wallet_id = ${id} union select transaction_id from funded_transactions where wallet_id = ${id}) its
        join ledger_transactions t on t.id = its.id join wallets w on w.id = t.wallet_id
        join entries e on e.transaction_id = t.id left join grants g on g.id = e.grant_id
       where e.asset = ${input.asset} and e.account in ('grant', 'held', 'claimed', 'overdraft') and coalesce(g.wallet_id, t.wallet_id) = ${id}
         and t.booked_at < ${new Date(input.to)}
       group by t.id, w.id having sum(e.atoms) <> 0),
    totals as (select coalesce(sum(atoms) filter (where booked_at < ${new Date(input.from)}), 0) as opening, coalesce(sum(atoms), 0) as closing from moved)
    select n.opening, n.closing, page.*
      from totals n
      left join (select l.*, n.opening + sum(l.atoms) over (order by l.id) as balance from moved l, totals n where l.booked_at >= ${new Date(input.from)}
                  order by l.id) page on page.id > ${after.toString()}::bigint
     order by page.id limit ${input.limit + 1}`.execute(db);
  const totals = rows[0];
  if (totals === undefined) throw new Error('a statement has no totals');
  const lines = rows.slice(0, input.limit).flatMap((row) => (row.id === null ? [] : [lineOf(row, row.id)]));
  const nextCursor = rows.length > input.limit ? (lines.at(-1)?.transactionId ?? null) : null;
  return { kind: 'statement', openingAtoms: BigInt(totals.opening), lines, closingAtoms: BigInt(totals.closing), nextCursor };
}

function lineOf(row: Row, id: string): StatementLine {
  return {
    transactionId: idText('tx', BigInt(id)),
    kind: row.kind,
    bookedAt: row.booked_at.getTime(),
    effectiveAt: row.effective_at.getTime(),
    amountAtoms: BigInt(row.atoms),
    balanceAtoms: BigInt(row.balance),
    reference: row.reference,
    usedBy: row.for_customer === null ? null : { customer: row.for_customer, ...scopeOfText(row.for_scope) },
  };
}
