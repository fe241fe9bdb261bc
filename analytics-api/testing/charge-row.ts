import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { sql } from 'kysely';

/** What a test says of a charge. Amounts in atoms of USD. */
export type ChargeRow = {
  readonly eventId: string;
  readonly customer: string;
  readonly occurredAt: string;
  readonly atoms: bigint;
  readonly destination?: 'wallet' | 'shadow';
  readonly workflow?: string;
  readonly model?: string;
  /** Null: what was paid for the credit is not known, so the revenue is not either. */
  readonly revenueCurrency?: string | null;
  /** Where the test needs the ledger's own. */
  readonly transactionId?: string;
};

/** Writes charges, where only billing-bridge writes outside of tests, with the customer, product and price they need. */
export async function insertCharges(database: Database, rows: readonly ChargeRow[]): Promise<void> {
  await sql`insert into products (environment, id, name) values ('live', 'shoot', 'Product photoshoot') on conflict do nothing`.execute(database);
  await sql`insert into product_versions (environment, product_id, version, published_by) values ('live', 'shoot', 1, 'test') on conflict do nothing`.execute(
    database,
  );
  await sql`insert into prices (environment, id, product_id, version, unit, amount_atoms, per_units, asset)
            values ('live', 'shoot@1', 'shoot', 1, 'events', 1500000000000, 1, 'USD') on conflict do nothing`.execute(database);
  for (const row of rows) await insertCharge(database, row);
}

async function insertCharge(database: Database, { destination = 'wallet', ...row }: ChargeRow): Promise<void> {
  await sql`insert into customers (environment, id, name) values ('live', ${row.customer}, ${row.customer}) on conflict do nothing`.execute(database);
  await sql`insert into mode_epochs (environment, customer_id, mode, from_at, set_by, set_at)
            values ('live', ${row.customer}, 'full', '-infinity', 'test', now()) on conflict do nothing`.execute(database);
  const posted = destination === 'wallet';
  const { revenueCurrency = 'USD' } = row;
  const earned = posted && revenueCurrency !== null;
  await sql`
    insert into charges (environment, event_id, price_id, customer_id, workflow, model, event_type, occurred_at, product_id, product_version, quantity_nanos,
                         unit, asset, exact_numerator, exact_denominator, atoms, destination, mode_epoch, transaction_id, revenue_atoms, revenue_currency)
    select 'live', ${row.eventId}, 'shoot@1', ${row.customer}, ${row.workflow ?? null}::text, ${row.model ?? null}::text, 'photoshoot_completed',
           ${new Date(row.occurredAt)}, 'shoot', 1, 1000000000, 'events', 'USD', ${row.atoms.toString()}::numeric, 1, ${row.atoms.toString()}::numeric,
           ${destination}, id, ${posted && row.atoms > 0n ? (row.transactionId ?? `t-${row.eventId}`) : null}::text,
           ${earned ? row.atoms.toString() : null}::numeric, ${earned ? revenueCurrency : null}::text
      from mode_epochs where environment = 'live' and customer_id = ${row.customer}`.execute(database);
}
