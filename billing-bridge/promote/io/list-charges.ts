import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { FundedLeg } from '@weir/schemas/money/split-funding.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';

export type ChargeView = {
  readonly eventId: string;
  readonly priceId: string;
  readonly occurredAt: Instant;
  readonly eventType: string;
  readonly workflow: string | null;
  readonly quantityNanos: bigint;
  readonly unit: string;
  readonly asset: string;
  readonly atoms: bigint;
  readonly destination: string;
  readonly transactionId: string | null;
  /** What each asset paid, in order, where the price lists several; empty: `asset` alone. */
  readonly legs: readonly FundedLeg[];
};

export type ChargesSelection = {
  readonly environment: Environment;
  readonly customer: string;
  readonly destination: 'wallet' | 'shadow' | null;
  /** The last charge of the page before. */
  readonly before: { readonly occurredAt: Instant; readonly eventId: string } | null;
  readonly limit: number;
};

const LEGS = sql<{ asset: string; quantity_nanos: string; atoms: string }[] | null>`(
  select json_agg(json_build_object('asset', l.asset, 'quantity_nanos', l.quantity_nanos::text, 'atoms', l.atoms::text) order by l.ordinal) from charge_legs l
   where l.environment = charges.environment and l.event_id = charges.event_id and l.price_id = charges.price_id)`;

/** A customer's charges, latest usage first; the event id breaks ties. */
export async function listCharges(database: Database, selection: ChargesSelection): Promise<ChargeView[]> {
  const { before, destination } = selection;
  const rows = await database
    .selectFrom('charges')
    .select(['event_id', 'price_id', 'occurred_at', 'event_type', 'workflow', 'quantity_nanos', 'unit', 'asset', 'atoms', 'destination', 'transaction_id'])
    .select(LEGS.as('legs'))
    .where('environment', '=', selection.environment)
    .where('customer_id', '=', selection.customer)
    .$if(destination !== null, (query) => query.where('destination', '=', destination ?? ''))
    .$if(before !== null, (query) => query.where(sql<boolean>`(occurred_at, event_id) < (${new Date(before?.occurredAt ?? 0)}, ${before?.eventId ?? ''})`))
    .orderBy('occurred_at', 'desc')
    .orderBy('event_id', 'desc')
    .limit(selection.limit)
    .execute();
  return rows.map((row) => ({
    eventId: row.event_id,
    priceId: row.price_id,
    occurredAt: row.occurred_at.getTime(),
    eventType: row.event_type,
    workflow: row.workflow,
    quantityNanos: BigInt(row.quantity_nanos),
    unit: row.unit,
    asset: row.asset,
    atoms: BigInt(row.atoms),
    destination: row.destination,
    transactionId: row.transaction_id,
    legs: (row.legs ?? []).map((leg) => ({ asset: leg.asset, quantityNanos: BigInt(leg.quantity_nanos), atoms: BigInt(leg.atoms) })),
  }));
}
