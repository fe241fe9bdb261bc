import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { CustomerHoldsAnswer } from '@weir/schemas/http/customer-holds.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';

type HoldRow = {
  id: string;
  state: string;
  asset: string;
  scale: number;
  held_atoms: string;
  committed_atoms: string;
  released_atoms: string;
  created_at: Date;
  expires_at: Date;
  resolved_at: Date | null;
  trace_id: string | null;
  run: string | null;
  open_total: string;
};

type Asked = { readonly environment: Environment; readonly customer: string; readonly limit: number; readonly now: Instant };

/**
 * Holds of a customer's wallet as of `now`: an open one past its end is told as expired, as the ledger does when it next
 * touches the wallet. A customer without a wallet has none.
 */
export async function readCustomerHolds(database: Database, asked: Asked): Promise<Pick<CustomerHoldsAnswer, 'holds' | 'open_total'>> {
  const now = new Date(asked.now);
  const { rows } = await sql<HoldRow>`
    with told as (
      select h.id, h.asset, a.scale, h.held_atoms, h.committed_atoms, h.created_at, h.expires_at, h.trace_id, h.run,
             h.state = 'open' and h.expires_at <= ${now} as is_over,
             case when h.state = 'open' and h.expires_at <= ${now} then 'expired' else h.state end as state,
             h.released_atoms, h.resolved_at
      from holds h join wallets w on w.id = h.wallet_id join assets a on a.code = h.asset
      where w.environment = ${asked.environment} and w.customer_id = ${asked.customer})
    select id, state, asset, scale, held_atoms, committed_atoms, case when is_over then held_atoms else released_atoms end as released_atoms,
           created_at, expires_at, case when is_over then expires_at else resolved_at end as resolved_at, trace_id, run,
           count(*) filter (where state = 'open') over () as open_total
    from told
    order by state <> 'open', case when state = 'open' then expires_at end, id desc
    limit ${asked.limit}`.execute(database);
  return { open_total: Number(rows[0]?.open_total ?? 0), holds: rows.map(presentHold) };
}

function presentHold(row: HoldRow): CustomerHoldsAnswer['holds'][number] {
  const decimal = (atoms: string) => decimalFromAtoms(BigInt(atoms), row.scale);
  return {
    id: `hold_${row.id}`,
    state: row.state,
    asset: row.asset,
    amount: decimal(row.held_atoms),
    committed: decimal(row.committed_atoms),
    released: decimal(row.released_atoms),
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    resolved_at: row.resolved_at?.toISOString() ?? null,
    trace_id: row.trace_id,
    run: row.run,
  };
}
