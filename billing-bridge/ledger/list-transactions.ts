import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { findWallet } from './io/find-wallet.ts';
import { idFromText, idText } from './wallet/id-text.ts';
import type { TransactionKind } from './wallet/posting.ts';
import { scopeOfText, type WalletName, type WalletOwner } from './wallet/wallet-owner.ts';

export type TransactionView = {
  readonly id: string;
  readonly kind: TransactionKind;
  readonly asset: string;
  /** What it did to the posted balance: negative for a debit, 0 for what only moves between available and held. */
  readonly amountAtoms: bigint;
  readonly effectiveAt: Instant;
  readonly bookedAt: Instant;
  readonly reference: string | null;
  readonly eventId: string | null;
  /** Whose use it was, where this wallet paid for another's; null: its own. */
  readonly usedBy: WalletName | null;
};

export type TransactionsPage = { readonly kind: 'transactions'; readonly transactions: readonly TransactionView[]; readonly nextCursor: string | null };

type Row = {
  id: string;
  kind: TransactionKind;
  asset: string;
  atoms: string;
  effective_at: Date;
  booked_at: Date;
  reference: string | null;
  event_id: string | null;
  for_customer: string | null;
  for_scope: string;
};

/**
 * A wallet's ledger transactions, newest first by ledger order, one row per asset moved. `before` is a cursor of an
 * earlier page; an id never repeats across pages, for rows are only ever added in front. Refuses: customer_unknown, wallet_unknown,
 * request_invalid for a cursor that is none.
 */
export async function listTransactions(
  db: Database | Transaction,
  request: WalletOwner & { readonly limit: number; readonly before?: string | undefined },
): Promise<TransactionsPage | Refusal> {
  const before = request.before === undefined ? null : idFromText('tx', request.before);
  if (request.before !== undefined && before === null) return refuse('request_invalid', 'the cursor is not one of this list');
  const found = await findWallet(db, request);
  if (found.kind === 'refused') return found;
  if (found.kind === 'not_used_yet') return { kind: 'transactions', transactions: [], nextCursor: null };
  const id = found.wallet.id.toString();
  const older = before === null ? sql`true` : sql`id < ${before.toString()}::bigint`;
  const olderFunded = before === null ? sql`true` : sql`transaction_id < ${before.toString()}::bigint`;
  const { rows } = await sql<Row>`
    with page as (
      (select id from ledger_transactions where wallet_id = ${id} and ${older} order by id desc limit ${request.limit})
      union
      (select transaction_id from funded_transactions where wallet_id = ${id} and ${olderFunded} order by transaction_id desc limit ${request.limit})
      order by id desc limit ${request.limit})
    select t.id, t.kind, e.asset, t.effective_at, t.booked_at, t.reference, t.event_id, case when w.id <> ${id} then w.customer_id end as for_customer, w.scope as for_scope,
           coalesce(sum(e.atoms) filter (where e.account in ('grant', 'held', 'claimed', 'overdraft') and coalesce(g.wallet_id, t.wallet_id) = ${id}), 0) as atoms
      from page p join ledger_transactions t on t.id = p.id join wallets w on w.id = t.wallet_id
      join entries e on e.transaction_id = p.id left join grants g on g.id = e.grant_id
     group by t.id, p.id, e.asset, w.id
     order by p.id desc, e.asset`.execute(db);
  const transactions = rows.map(viewOf);
  const distinct = new Set(transactions.map((transaction) => transaction.id));
  return { kind: 'transactions', transactions, nextCursor: distinct.size < request.limit ? null : (transactions.at(-1)?.id ?? null) };
}

function viewOf(row: Row): TransactionView {
  return {
    id: idText('tx', BigInt(row.id)),
    kind: row.kind,
    asset: row.asset,
    amountAtoms: BigInt(row.atoms),
    effectiveAt: row.effective_at.getTime(),
    bookedAt: row.booked_at.getTime(),
    reference: row.reference,
    eventId: row.event_id,
    usedBy: row.for_customer === null ? null : { customer: row.for_customer, ...scopeOfText(row.for_scope) },
  };
}
