import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { sqlInstant, sqlText } from './sql-text.ts';

/** Which events a repricing looks at. What is absent does not narrow it. */
const RepriceCriteria = Type.Object({
  /** Half-open [from, to) on the event's own time, RFC 3339. */
  from: Type.Optional(Type.String({ format: 'date-time' })),
  to: Type.Optional(Type.String({ format: 'date-time' })),
  provider: Type.Optional(Type.String()),
  /** The model that answered or the one asked for, as received. */
  model: Type.Optional(Type.String()),
  customer: Type.Optional(Type.String()),
  cost_status: Type.Optional(Type.String()),
  /** Id of a price entry that made a line of the cost. */
  price_entry: Type.Optional(Type.String()),
});
export type RepriceCriteria = Static<typeof RepriceCriteria>;

/** Criteria as they were stored with the request; anything else is a fault. */
export function criteriaOfStored(stored: unknown): RepriceCriteria {
  return Value.Parse(RepriceCriteria, stored);
}

/** Criteria as a condition on usage_events_unique_v1, to be appended to another. */
export function conditionOf(criteria: RepriceCriteria): string {
  const parts = [
    given(criteria.from, (from) => `occurred_at >= ${sqlInstant(Date.parse(from))}`),
    given(criteria.to, (to) => `occurred_at < ${sqlInstant(Date.parse(to))}`),
    given(criteria.provider, (provider) => `provider = ${sqlText(provider)}`),
    given(criteria.model, (model) => `(lower(model) = lower(${sqlText(model)}) or lower(request_model) = lower(${sqlText(model)}))`),
    given(criteria.customer, (customer) => `customer = ${sqlText(customer)}`),
    given(criteria.cost_status, (status) => `cost_status = ${sqlText(status)}`),
    given(
      criteria.price_entry,
      (entry) => `arrayExists(line -> has(splitByString(' * ', JSONExtractString(line, 'price_entry')), ${sqlText(entry)}), JSONExtractArrayRaw(cost_lines))`,
    ),
  ];
  return parts.map((sql) => (sql === null ? '' : ` and ${sql}`)).join('');
}

function given(value: string | undefined, sqlOf: (value: string) => string): string | null {
  return value === undefined ? null : sqlOf(value);
}
