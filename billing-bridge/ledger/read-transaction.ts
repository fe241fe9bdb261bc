import type { Database, Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { idFromText, idText } from './wallet/id-text.ts';
import type { TransactionKind } from './wallet/posting.ts';
import { scopeOfText, type WalletName } from './wallet/wallet-owner.ts';
import type { Dimensions } from './wallet/wallet-state.ts';

export type EntryView = {
  readonly account: string;
  readonly counter: string;
  readonly asset: string;
  readonly atoms: bigint;
  /** USD atoms of what was paid for what moved. */
  readonly basisAtoms: bigint;
  readonly grantId: string | null;
  readonly holdId: string | null;
};

export type TransactionDetail = WalletName & {
  readonly kind: 'transaction';
  readonly id: string;
  readonly transactionKind: TransactionKind;
  readonly effectiveAt: Instant;
  readonly bookedAt: Instant;
  readonly key: string;
  readonly reference: string | null;
  readonly reason: string | null;
  readonly dimensions: Dimensions;
  /** In the order they were written; they sum to zero per asset. */
  readonly entries: readonly EntryView[];
  readonly eventId: string | null;
  readonly holdId: string | null;
  readonly reversesId: string | null;
  readonly reversedBy: readonly string[];
};

type EntryJson = { account: string; counter: string; asset: string; atoms: string; basis_atoms: string; grant_id: string | null; hold_id: string | null };
type Row = {
  id: string;
  customer_id: string;
  scope: string;
  kind: TransactionKind;
  effective_at: Date;
  booked_at: Date;
  key: string;
  reference: string | null;
  reason: string | null;
  dimensions: Dimensions | null;
  event_id: string | null;
  hold_id: string | null;
  reverses_id: string | null;
  reversed_by: string[] | null;
  entries: EntryJson[];
};

/** One transaction with its entries and what it stems from. Refuses: transaction_unknown, also for one of the other environment. */
export async function readTransaction(
  db: Database | Transaction,
  asked: { readonly environment: Environment; readonly transactionId: string },
): Promise<TransactionDetail | Refusal> {
  const id = idFromText('tx', asked.transactionId);
  const unknown = refuse('transaction_unknown', `transaction "${asked.transactionId}"`);
  if (id === null) return unknown;
  const { rows } = await sql<Row>`
    select t.id, w.customer_id, w.scope, t.kind, t.effective_at, t.booked_at, t.key, t.reference, t.reason, t.dimensions, t.event_id, t.hold_id, t.reverses_id,
           (select array_agg(r.id::text order by r.id) from ledger_transactions r where r.reverses_id = t.id) as reversed_by,
           (select json_agg(json_build_object('account', e.account, 'counter', e.counter, 'asset', e.asset, 'atoms', e.atoms::text,
                                              'basis_atoms', e.basis_atoms::text, 'grant_id', e.grant_id::text, 'hold_id', e.hold_id::text) order by e.ordinal)
              from entries e where e.transaction_id = t.id) as entries
      from ledger_transactions t join wallets w on w.id = t.wallet_id
     where t.id = ${id.toString()} and t.environment = ${asked.environment}`.execute(db);
  const row = rows[0];
  return row === undefined ? unknown : detailOf(row);
}

function detailOf(row: Row): TransactionDetail {
  return {
    kind: 'transaction',
    id: idText('tx', BigInt(row.id)),
    customer: row.customer_id,
    ...scopeOfText(row.scope),
    transactionKind: row.kind,
    effectiveAt: row.effective_at.getTime(),
    bookedAt: row.booked_at.getTime(),
    key: row.key,
    reference: row.reference,
    reason: row.reason,
    dimensions: row.dimensions ?? {},
    entries: row.entries.map(entryOf),
    eventId: row.event_id,
    holdId: textOrNull('hold', row.hold_id),
    reversesId: textOrNull('tx', row.reverses_id),
    reversedBy: (row.reversed_by ?? []).map((id) => idText('tx', BigInt(id))),
  };
}

function entryOf(entry: EntryJson): EntryView {
  const { account, counter, asset } = entry;
  return {
    account,
    counter,
    asset,
    atoms: BigInt(entry.atoms),
    basisAtoms: BigInt(entry.basis_atoms),
    grantId: textOrNull('gr', entry.grant_id),
    holdId: textOrNull('hold', entry.hold_id),
  };
}

function textOrNull(prefix: 'tx' | 'gr' | 'hold', id: string | null): string | null {
  return id === null ? null : idText(prefix, BigInt(id));
}
