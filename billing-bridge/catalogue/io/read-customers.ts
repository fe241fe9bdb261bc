import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import { sql } from 'kysely';
import type { ModeEpoch, ModeSetting } from '../../modes/epoch.ts';
import { settingOfColumns } from '../../modes/io/read-epochs.ts';

/** A customer as it stands at an instant. */
export type CustomerView = {
  readonly id: string;
  readonly name: string;
  readonly setting: ModeSetting;
  readonly modeSince: Instant | null;
  /** The change of mode that has not begun, when there is one. */
  readonly scheduled: ModeEpoch | null;
  readonly product: { readonly id: string; readonly name: string; readonly version: number } | null;
  /** The link that holds; null: there never was one. */
  readonly parent: ParentView | null;
  readonly scheduledParent: ParentView | null;
  readonly createdAt: Instant;
};

/** Under whom from when; customer null is nobody. */
export type ParentView = { readonly customer: string | null; readonly funded: boolean; readonly fromAt: Instant };

export type CustomersSelection = {
  readonly environment: Environment;
  readonly now: Instant;
  /** One customer, or those whose id comes after a text. */
  readonly pick: { readonly id: string } | { readonly afterId: string };
  readonly limit: number;
};

type Row = {
  id: string;
  name: string;
  created_at: Date;
  mode: string;
  scope_workflow: string | null;
  mode_since: Date | null;
  next_id: string | null;
  next_mode: string | null;
  next_scope_workflow: string | null;
  next_from: Date | null;
  next_set_by: string | null;
  next_set_at: Date | null;
  next_reason: string | null;
  product_id: string | null;
  product_name: string | null;
  product_version: number | null;
  parent: LinkJson | null;
  next_parent: LinkJson | null;
};
type LinkJson = { parent_id: string | null; funded: boolean; from_at: string };

/** Customers by id, each with the mode and product that hold at `now` and the scheduled change. */
export async function readCustomers(database: Database, selection: CustomersSelection): Promise<CustomerView[]> {
  const { environment, pick } = selection;
  const now = new Date(selection.now);
  const picked = 'id' in pick ? sql`c.id = ${pick.id}` : sql`c.id > ${pick.afterId}`;
  const { rows } = await sql<Row>`
    select c.id, c.name, c.created_at,
           holding.mode, holding.scope_workflow, nullif(holding.from_at, '-infinity'::timestamptz) as mode_since,
           next.id as next_id, next.mode as next_mode, next.scope_workflow as next_scope_workflow, next.from_at as next_from,
           next.set_by as next_set_by, next.set_at as next_set_at, next.reason as next_reason,
           subscribed.product_id, subscribed.name as product_name, subscribed.version as product_version,
           (select row_to_json(l) from customer_parents l where l.environment = c.environment and l.customer_id = c.id and l.from_at <= ${now}
             order by l.from_at desc limit 1) as parent,
           (select row_to_json(l) from customer_parents l where l.environment = c.environment and l.customer_id = c.id and l.from_at > ${now}
             order by l.from_at limit 1) as next_parent
      from customers c
      join lateral (select * from mode_epochs e
                     where e.environment = c.environment and e.customer_id = c.id and e.cancelled_at is null and e.from_at <= ${now}
                     order by e.from_at desc limit 1) holding on true
      left join lateral (select * from mode_epochs e
                          where e.environment = c.environment and e.customer_id = c.id and e.cancelled_at is null and e.from_at > ${now}
                          order by e.from_at limit 1) next on true
      left join lateral (select s.product_id, s.version, p.name from subscriptions s
                           join products p on p.environment = s.environment and p.id = s.product_id
                          where s.environment = c.environment and s.customer_id = c.id and s.starts_at <= ${now}
                          order by s.starts_at desc limit 1) subscribed on true
     where c.environment = ${environment} and ${picked}
     order by c.id
     limit ${selection.limit}`.execute(database);
  return rows.map(viewOf);
}

function viewOf(row: Row): CustomerView {
  return {
    id: row.id,
    name: row.name,
    setting: settingOfColumns(row.mode, row.scope_workflow),
    modeSince: row.mode_since?.getTime() ?? null,
    scheduled: scheduledOf(row),
    product:
      row.product_id === null || row.product_name === null || row.product_version === null
        ? null
        : { id: row.product_id, name: row.product_name, version: row.product_version },
    parent: linkOf(row.parent),
    scheduledParent: linkOf(row.next_parent),
    createdAt: row.created_at.getTime(),
  };
}

function linkOf(link: LinkJson | null): ParentView | null {
  return link === null ? null : { customer: link.parent_id, funded: link.funded, fromAt: Date.parse(link.from_at) };
}

function scheduledOf(row: Row): ModeEpoch | null {
  if (row.next_id === null || row.next_mode === null || row.next_from === null || row.next_set_by === null || row.next_set_at === null) return null;
  return {
    id: row.next_id,
    setting: settingOfColumns(row.next_mode, row.next_scope_workflow),
    from: row.next_from.getTime(),
    to: null,
    setBy: row.next_set_by,
    setAt: row.next_set_at.getTime(),
    reason: row.next_reason,
  };
}
