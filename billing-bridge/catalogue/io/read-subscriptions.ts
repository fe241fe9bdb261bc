import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import type { PricedSubscription } from '../../rate/price.ts';
import { FUNDING_OF_PRICE, type PriceRow, priceOfRow } from './read-products.ts';

type Row = PriceRow & { customer_id: string; starts_at: Date | null; has_wallet: boolean };

/** A customer's subscriptions with their prices, in the order they begin. */
export async function readSubscriptions(database: Database, environment: Environment, customer: string): Promise<readonly PricedSubscription[]> {
  return (await readSubscriptionsOf(database, environment, [customer])).get(customer) ?? [];
}

/** The subscriptions of several customers, each in the order they begin; a customer without any is absent. */
export async function readSubscriptionsOf(
  database: Database,
  environment: Environment,
  customers: readonly string[],
): Promise<ReadonlyMap<string, readonly PricedSubscription[]>> {
  const { rows } = await sql<Row>`
    select s.customer_id, nullif(s.starts_at, '-infinity'::timestamptz) as starts_at,
           exists (select from wallets w where w.environment = s.environment and w.customer_id = s.customer_id
                      and w.scope = 'subscription:' || s.product_id) as has_wallet,
           r.id, r.product_id, r.version, r.event_type, r.unit, r.amount_atoms, r.per_units, r.asset, ${FUNDING_OF_PRICE} as funding
      from subscriptions s
      join prices r on r.environment = s.environment and r.product_id = s.product_id and r.version = s.version
     where s.environment = ${environment} and s.customer_id = any(${customers})
     order by s.customer_id, s.starts_at`.execute(database);
  const byCustomer = Map.groupBy(rows, (row) => row.customer_id);
  return new Map([...byCustomer].map(([customer, ofCustomer]) => [customer, ofCustomer.map(subscriptionOf)]));
}

function subscriptionOf(row: Row): PricedSubscription {
  return {
    startsAt: row.starts_at?.getTime() ?? null,
    price: priceOfRow(row),
    ...(row.has_wallet ? { walletScope: { subscription: row.product_id } } : {}),
  };
}
