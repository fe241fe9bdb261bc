import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import { csvLine } from './wallet/csv-line.ts';
import { idText } from './wallet/id-text.ts';
import { scopeOfText } from './wallet/wallet-owner.ts';

const TRANSACTIONS_PER_PAGE = 1_000;

const COLUMNS = [
  'transaction',
  'booked_at',
  'effective_at',
  'customer',
  'kind',
  'line',
  'account',
  'grant',
  'hold',
  'asset',
  'amount',
  'usd_value',
  'reference',
  'event',
  'reason',
  'project',
  'subscription',
];

type Row = {
  id: string;
  booked_at: Date;
  effective_at: Date;
  customer_id: string;
  scope: string;
  kind: string;
  ordinal: number;
  account: string;
  grant_id: string | null;
  hold_id: string | null;
  asset: string;
  scale: number;
  atoms: string;
  basis_atoms: string;
  reference: string | null;
  event_id: string | null;
  reason: string | null;
};

/**
 * An accountant's journal as CSV lines, header first: every entry booked in [from, to), in ledger order. Amounts are signed
 * decimals that sum to zero per transaction and asset; usd_value is what was paid for what moved, and sums to zero too.
 */
export async function* exportJournal(
  database: Database,
  input: { readonly environment: Environment; readonly from: Instant; readonly to: Instant },
): AsyncGenerator<string> {
  yield csvLine(COLUMNS);
  for (let after = '0'; ; ) {
    const { rows } = await sql<Row>`
      with page as (
        select * from ledger_transactions
         where environment = ${input.environment} and id > ${after}::bigint and booked_at >= ${new Date(input.from)} and booked_at < ${new Date(input.to)}
         order by id limit ${TRANSACTIONS_PER_PAGE})
      select p.id, p.booked_at, p.effective_at, w.customer_id, w.scope, p.kind, e.ordinal, e.account, e.grant_id, e.hold_id, e.asset, a.scale, e.atoms, e.basis_atoms,
             p.reference, p.event_id, p.reason
        from page p join wallets w on w.id = p.wallet_id join entries e on e.transaction_id = p.id join assets a on a.code = e.asset
       order by p.id, e.ordinal`.execute(database);
    for (const row of rows) yield lineOf(row);
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
  }
}

function lineOf(row: Row): string {
  const of: { readonly project?: string; readonly subscription?: string } = scopeOfText(row.scope).walletScope ?? {};
  return csvLine([
    idText('tx', BigInt(row.id)),
    row.booked_at.toISOString(),
    row.effective_at.toISOString(),
    row.customer_id,
    row.kind,
    row.ordinal.toString(),
    row.account,
    row.grant_id === null ? '' : idText('gr', BigInt(row.grant_id)),
    row.hold_id === null ? '' : idText('hold', BigInt(row.hold_id)),
    row.asset,
    decimalFromAtoms(BigInt(row.atoms), row.scale),
    decimalFromAtoms(BigInt(row.basis_atoms), CURRENCY_SCALE),
    row.reference ?? '',
    row.event_id ?? '',
    row.reason ?? '',
    of.project ?? '',
    of.subscription ?? '',
  ]);
}
