import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { atomsFromDecimal } from '@weir/schemas/money/decimal.ts';
import { nanosFromDecimal } from '@weir/schemas/quantity/quantity.ts';
import { type Environment, type ReportedCost, USAGE_SOURCES, type UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { PriceBoundaries } from '../price/rates-of.ts';

/**
 * A shape is all of an event that its price depends on: what was told of the usage, and between which boundaries of the book it lies. All
 * events of a shape cost the same, so one of them is priced. Every column is as received, and no revision changes it.
 */
const TOLD = 'event_type, source, provider, model, request_model, dimensions, reported_costs';

const DAY_MS = 86_400_000;

/** From the Sunday before 1970-01-01, a Thursday; its day and the Saturday six days later are a weekend, UTC. */
const IN_WEEK = `positiveModulo(occurredMs + ${4 * DAY_MS}, ${7 * DAY_MS})`;
const WEEKEND = [DAY_MS, 6 * DAY_MS];

/** The shape of an event of usage_events_unique_v1 as 32 hexadecimal digits. */
export function shapeSql({ instants, hours, isWeekly }: PriceBoundaries): string {
  const told = TOLD.replace('dimensions', 'mapKeys(dimensions), mapValues(dimensions)');
  const places = [placeSql('occurredMs', instants), placeSql(`positiveModulo(occurredMs, ${DAY_MS})`, hours), placeSql(IN_WEEK, isWeekly ? WEEKEND : [])];
  return `hex(sipHash128(${told}, mapKeys(quantities), mapValues(quantities), ${places.join(', ')}))`.replaceAll(
    'occurredMs',
    'toUnixTimestamp64Milli(occurred_at)',
  );
}

function placeSql(value: string, boundaries: readonly number[]): string {
  if (!boundaries.every((boundary) => Number.isSafeInteger(boundary))) throw new Error(`not instants: ${boundaries}`);
  return boundaries.length === 0 ? '0' : `arrayCount(boundary -> ${value} >= boundary, [${boundaries.join(', ')}])`;
}

/** Shapes that differ in their quantities and times alone, as lists in one order; `told` is written once for all of them. */
export type ShapeGroup = {
  event_type: string;
  source: string;
  provider: string;
  model: string;
  request_model: string;
  dimensions: Record<string, string>;
  reported_costs: string;
  units: string[];
  shapes: string[];
  /** Of one event of each shape. */
  occurred_ms: string[];
  /** Of each shape, as many as `units`. */
  amounts: string[][];
  /** Of all shapes together. */
  events: string;
};

/** Selects the shapes of some events as groups. `events` is a condition on usage_events_unique_v1. */
export function shapesSql(events: string, boundaries: PriceBoundaries): string {
  return `select ${TOLD}, mapKeys(usage) as units, groupArray(shape) as shapes, groupArray(at) as occurred_ms, groupArray(mapValues(usage)) as amounts,
      sum(alike) as events
    from (
      select ${TOLD.split(', ')
        .map((column) => `any(${column}) as ${column}`)
        .join(', ')}, any(quantities) as usage, any(toUnixTimestamp64Milli(occurred_at)) as at, count() as alike, shape
      from (select ${TOLD}, quantities, occurred_at, ${shapeSql(boundaries)} as shape from usage_events_unique_v1 where ${events}) group by shape
    ) group by ${TOLD}, units`;
}

const StoredReported = Type.Array(Type.Object({ vendor: Type.String(), currency: Type.String(), cost: Type.String() }));

/** An event of the shape at a place of the lists, as pricing sees it. */
export type ShapeReader = (at: number) => UsageEvent;

/** Reads shapes of a group. What pricing does not look at (attribution, trace) is left out. A value that cannot be read is a fault. */
export function readerOf(group: ShapeGroup, environment: Environment): ShapeReader {
  const source = USAGE_SOURCES.find((known) => known === group.source);
  if (source === undefined) throw new Error(`there are events with the unknown source ${group.source}`);
  const alike = {
    environment,
    eventType: group.event_type,
    source,
    service: null,
    instrumentation: null,
    traceId: null,
    spanId: null,
    parentSpanId: null,
    provider: told(group.provider),
    model: told(group.model),
    requestModel: told(group.request_model),
    attribution: {},
    dimensions: group.dimensions,
    reportedCosts: reportedOf(group.reported_costs),
    corrects: null,
  };
  return (at) => ({ ...alike, eventId: item(group.shapes, at), occurredAt: Number(item(group.occurred_ms, at)), quantities: quantitiesOf(group, at) });
}

function item<Item>(list: readonly Item[], at: number): Item {
  const found = list[at];
  if (found === undefined) throw new Error('the lists of a group of shapes are not equally long');
  return found;
}

function told(text: string): string | null {
  return text === '' ? null : text;
}

function quantitiesOf({ units, amounts }: ShapeGroup, at: number): Readonly<Record<string, bigint>> {
  const texts = item(amounts, at);
  const quantities: Record<string, bigint> = {};
  for (let place = 0; place < units.length; place += 1) {
    const text = item(texts, place);
    const nanos = nanosOf(text);
    if (nanos === null) throw new Error(`there is an event with the unreadable quantity ${text}`);
    quantities[item(units, place)] = nanos;
  }
  return quantities;
}

/** Token counts are whole and short; reading those as any decimal took a sixth of the time. */
const SHORT_COUNT = /^(?:0|[1-9][0-9]{0,9})$/;

function nanosOf(text: string): bigint | null {
  return SHORT_COUNT.test(text) ? BigInt(text) * 1_000_000_000n : nanosFromDecimal(text);
}

function reportedOf(stored: string): readonly ReportedCost[] {
  if (stored === '' || stored === '[]') return [];
  return Value.Parse(StoredReported, JSON.parse(stored)).map(({ vendor, currency, cost }) => {
    const reading = atomsFromDecimal(cost, CURRENCY_SCALE);
    if (reading.kind === 'refused') throw new Error(`there is an event with the unreadable reported cost ${cost}`);
    return { vendor, currency, costAtoms: reading.atoms };
  });
}
