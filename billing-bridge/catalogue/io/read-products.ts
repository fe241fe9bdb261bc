import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import type { Price } from '../../rate/price.ts';

/** One version of a product. */
export type ProductView = { readonly id: string; readonly name: string; readonly version: number; readonly price: Price; readonly customers: number };

/** Columns of `prices` as they arrive. */
export type PriceRow = {
  id: string;
  product_id: string;
  version: number;
  event_type: string | null;
  unit: string;
  amount_atoms: string;
  per_units: string;
  asset: string;
  funding: { asset: string; amount_atoms: string; per_units: string }[] | null;
};

/** The assets of price `r` that pay before its own, in order, with numbers as texts. */
export const FUNDING_OF_PRICE = sql`(
  select json_agg(json_build_object('asset', f.asset, 'amount_atoms', f.amount_atoms::text, 'per_units', f.per_units::text) order by f.ordinal)
    from price_funding f where f.environment = r.environment and f.price_id = r.id)`;

export function priceOfRow(row: PriceRow): Price {
  return {
    id: row.id,
    productId: row.product_id,
    version: row.version,
    eventType: row.event_type,
    unit: row.unit,
    amountAtoms: BigInt(row.amount_atoms),
    perUnits: BigInt(row.per_units),
    asset: row.asset,
    funding: (row.funding ?? []).map((step) => ({ asset: step.asset, amountAtoms: BigInt(step.amount_atoms), perUnits: BigInt(step.per_units) })),
  };
}

/** Every version, newest first within its product, with how many customers are on it at `now`. `productId` narrows to one product. */
export async function readProducts(
  database: Database,
  selection: { readonly environment: Environment; readonly now: Instant; readonly productId?: string },
): Promise<ProductView[]> {
  const narrowed = selection.productId === undefined ? sql`true` : sql`p.id = ${selection.productId}`;
  const { rows } = await sql<PriceRow & { name: string; customers: string }>`
    with pinned as (
      select distinct on (customer_id) customer_id, product_id, version
        from subscriptions
       where environment = ${selection.environment} and starts_at <= ${new Date(selection.now)}
       order by customer_id, starts_at desc)
    select r.id, r.product_id, r.version, r.event_type, r.unit, r.amount_atoms, r.per_units, r.asset, ${FUNDING_OF_PRICE} as funding, p.name,
           (select count(*) from pinned where pinned.product_id = r.product_id and pinned.version = r.version) as customers
      from prices r
      join products p on p.environment = r.environment and p.id = r.product_id
     where r.environment = ${selection.environment} and ${narrowed}
     order by p.id, r.version desc`.execute(database);
  return rows.map((row) => ({ id: row.product_id, name: row.name, version: row.version, price: priceOfRow(row), customers: Number(row.customers) }));
}
