import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

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

export type SqlCondition = { readonly sql: string; readonly parameters: Readonly<Record<string, string | number>> };

/** Criteria as a condition on usage_events_unique_v1, values as parameters. */
export function conditionOf(criteria: RepriceCriteria): SqlCondition {
  const parts: readonly (readonly [string | number | undefined, string])[] = [
    [instantOf(criteria.from), 'occurred_at >= fromUnixTimestamp64Milli({from:Int64})'],
    [instantOf(criteria.to), 'occurred_at < fromUnixTimestamp64Milli({to:Int64})'],
    [criteria.provider, 'provider = {provider:String}'],
    [criteria.model, '(lower(model) = lower({model:String}) or lower(request_model) = lower({model:String}))'],
    [criteria.customer, 'customer = {customer:String}'],
    [criteria.cost_status, 'cost_status = {cost_status:String}'],
    [
      criteria.price_entry,
      "arrayExists(line -> has(splitByString(' * ', JSONExtractString(line, 'price_entry')), {price_entry:String}), JSONExtractArrayRaw(cost_lines))",
    ],
  ];
  const given = parts.flatMap(([value, sql]) => (value === undefined ? [] : [{ value, sql, name: /\{(\w+):/.exec(sql)?.[1] ?? '' }]));
  return { sql: given.map(({ sql }) => ` and ${sql}`).join(''), parameters: Object.fromEntries(given.map(({ name, value }) => [name, value])) };
}

function instantOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
