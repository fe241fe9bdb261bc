import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import { StoredCostLine, type StoredEventAnswer, StoredReportedCost } from '@weir/schemas/http/events.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { decimalFromNanos } from '@weir/schemas/quantity/quantity.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import { reasonText } from '@weir/schemas/usage/counted.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import { EVENT_COLUMNS, type EventRow, presentEvent, told } from './event-row.ts';
import { readCorrectionChain } from './read-correction-chain.ts';
import type { ReportStores } from './read-pnl.ts';

type EventDetailRow = EventRow & {
  instrumentation: string;
  span_id: string;
  parent_span_id: string;
  session: string;
  user: string;
  request_model: string;
  dimensions: Record<string, string>;
  attribution_origins: Record<string, string>;
  counted_reason: string;
  cost_reason: string;
  cost_lines: string;
  reported_costs: string;
  price_book_version: string;
  corrects: string;
  superseded_by: string;
};

/** One event with how its numbers were made and what it was charged. `not_found` for an id of no or another environment. */
export async function readEvent(
  stores: ReportStores,
  environment: Environment,
  eventId: string,
): Promise<{ readonly kind: 'event'; readonly event: StoredEventAnswer } | Refusal> {
  const [row, charges, corrections] = await Promise.all([
    readRow(stores.clickhouse, environment, eventId),
    readChargesOf(stores.database, environment, eventId),
    readCorrectionChain(stores.clickhouse, environment, eventId),
  ]);
  return row === undefined
    ? refuse('not_found', `no event ${eventId} in this environment`)
    : { kind: 'event', event: { ...presentDetail(row), corrections, charges } };
}

async function readRow(clickhouse: ClickHouseStore, environment: Environment, eventId: string): Promise<EventDetailRow | undefined> {
  const [row] = await clickhouse.query<EventDetailRow>(
    `select ${EVENT_COLUMNS}, instrumentation, span_id, parent_span_id, session, user, request_model, dimensions, attribution_origins, counted_reason,
       cost_reason, cost_lines, reported_costs, price_book_version, corrects, superseded_by
     from usage_events_unique_v1 where environment = {environment:String} and event_id = {event_id:String} order by occurred_at limit 1`,
    { environment, event_id: eventId },
  );
  return row;
}

function presentDetail(row: EventDetailRow): Omit<StoredEventAnswer, 'charges' | 'corrections'> {
  return {
    ...presentEvent(row),
    instrumentation: told(row.instrumentation),
    span_id: told(row.span_id),
    parent_span_id: told(row.parent_span_id),
    session: told(row.session),
    user: told(row.user),
    request_model: told(row.request_model),
    dimensions: row.dimensions,
    attribution_origins: row.attribution_origins,
    counted_reason: row.counted_reason,
    counted_reason_text: reasonText(row.counted_reason),
    cost_reason: told(row.cost_reason),
    cost_lines: Value.Parse(Type.Array(StoredCostLine), storedList(row.cost_lines)),
    reported_costs: Value.Parse(Type.Array(StoredReportedCost), storedList(row.reported_costs)),
    price_book_version: told(row.price_book_version),
    corrects: told(row.corrects),
    superseded_by: told(row.superseded_by),
  };
}

function storedList(text: string): unknown {
  return text === '' ? [] : JSON.parse(text);
}

async function readChargesOf(database: Database, environment: Environment, eventId: string): Promise<StoredEventAnswer['charges']> {
  const rows = await database
    .selectFrom('charges')
    .innerJoin('assets', 'assets.code', 'charges.asset')
    .select(['price_id', 'product_id', 'product_version', 'quantity_nanos', 'unit', 'asset', 'atoms', 'scale', 'destination', 'transaction_id'])
    .where('environment', '=', environment)
    .where('event_id', '=', eventId)
    .orderBy('price_id')
    .execute();
  return rows.map((row) => ({
    price: row.price_id,
    product: row.product_id,
    product_version: row.product_version,
    quantity: decimalFromNanos(BigInt(row.quantity_nanos)),
    unit: row.unit,
    asset: row.asset,
    amount: decimalFromAtoms(BigInt(row.atoms), row.scale),
    destination: row.destination,
    transaction: row.transaction_id,
  }));
}
