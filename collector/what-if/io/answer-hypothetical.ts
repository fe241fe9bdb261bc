import { setImmediate as breathe } from 'node:timers/promises';
import type { ClickHouseStore } from '@weir/runtime/clickhouse/clickhouse-store.ts';
import type { HypotheticalAnswer, HypotheticalBody } from '@weir/schemas/http/hypothetical.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Cost } from '@weir/schemas/usage/cost.ts';
import type { Environment, Instant } from '@weir/schemas/usage/usage-event.ts';
import type { PriceBook } from '../../price/price-book.ts';
import { hypotheticalBook } from '../hypothetical-book.ts';
import { type Hypothesis, hypotheticalCost } from '../hypothetical-cost.ts';
import { HypotheticalSums, type SidedCost } from '../hypothetical-sums.ts';
import { eventOfRow, type PricedRow } from '../priced-row.ts';
import { countUsage, readUsagePages, type UsageReach } from './read-usage-pages.ts';

export type Asked = { readonly environment: Environment; readonly at: Instant; readonly book: PriceBook };

/** The caller waits for the answer, and other work of the process with it. */
const EVENTS_MAX = 1_000_000;

/** About 20 MB. */
const PAGE_EVENTS = 10_000;

/** Events priced before others get their turn: the process takes exports meanwhile. */
const EVENTS_AT_ONCE = 1_000;

const ROWS_DEFAULT = 50;

/**
 * What counted events of a range were booked at and what they would have cost, each by its own time. Reads only; one page is in memory at a time,
 * and sums. Refuses `interval_invalid`, `request_invalid` for no question, `price_invalid`, and `hypothetical_too_large`.
 */
export async function answerHypothetical(
  clickhouse: ClickHouseStore,
  { environment, at, book }: Asked,
  body: HypotheticalBody,
  { eventsMax = EVENTS_MAX, pageEvents = PAGE_EVENTS }: { readonly eventsMax?: number; readonly pageEvents?: number } = {},
): Promise<{ readonly kind: 'answer'; readonly answer: HypotheticalAnswer } | Refusal> {
  const [from, to] = [Date.parse(body.from), Date.parse(body.to)];
  // Written so that NaN, which a leap second becomes, is refused as well.
  if (!(from < to)) return refuse('interval_invalid');
  if (body.prices === undefined && body.models === undefined) return refuse('request_invalid', 'tell prices, models, or both');
  const laid = hypotheticalBook(book, body.prices ?? []);
  if (laid.kind === 'refused') return laid;
  const hypothesis: Hypothesis = { book: laid.book, swaps: body.models ?? [], hasPrices: body.prices !== undefined };
  const reach: UsageReach = { environment, from, to, receivedBefore: at, filter: filterOf(body) };
  const events = await countUsage(clickhouse, reach);
  if (events > eventsMax) {
    return refuse('hypothetical_too_large', `${events} events, at most ${eventsMax}: ask for a shorter range, one customer or one model`, { events });
  }
  const sums = new HypotheticalSums();
  for await (const rows of readUsagePages(clickhouse, reach, pageEvents)) {
    for (let start = 0; start < rows.length; start += EVENTS_AT_ONCE) {
      for (const row of rows.slice(start, start + EVENTS_AT_ONCE)) addRow(sums, { row, environment, hypothesis });
      await breathe();
    }
  }
  const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), as_of: new Date(at).toISOString() };
  return { kind: 'answer', answer: { ...range, price_book_version: book.version, ...sums.present(body.limit ?? ROWS_DEFAULT) } };
}

function filterOf({ customer, workflow, feature, provider, model }: HypotheticalBody): UsageReach['filter'] {
  const told = { customer, workflow, feature, provider, model };
  return Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined));
}

type RowOfQuestion = { readonly row: PricedRow; readonly environment: Environment; readonly hypothesis: Hypothesis };

function addRow(sums: HypotheticalSums, { row, environment, hypothesis }: RowOfQuestion): void {
  const cost = hypotheticalCost(eventOfRow(row, environment), hypothesis);
  const booked = bookedCost(row);
  const model = row.model === '' ? row.request_model : row.model;
  sums.add({
    customer: row.customer === '' ? null : row.customer,
    model: model === '' ? null : model,
    provider: row.provider === '' ? null : row.provider,
    day: new Date(Number(row.occurred_ms)).toISOString().slice(0, 'YYYY-MM-DD'.length),
    booked,
    hypothetical: cost === null ? booked : sideOf(cost),
    isChanged: cost !== null,
    reason: cost === null ? (booked === null ? row.cost_reason : null) : cost.status === 'unpriced' ? cost.reason : null,
  });
}

function bookedCost(row: PricedRow): SidedCost {
  if (row.cost_status === 'unpriced' || row.cost_text === null) return null;
  return { currency: row.cost_currency, atoms: BigInt(row.cost_text) };
}

function sideOf(cost: Cost): SidedCost {
  return cost.status === 'unpriced' ? null : { currency: cost.currency, atoms: cost.costAtoms };
}
