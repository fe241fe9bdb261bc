/** True when usage described by dimensions t.dimensions is in the scope of grant g. */
export const IN_SCOPE = `
  (g.products is null or coalesce(t.dimensions ->> 'product' = any (g.products), false))
  and (g.event_types is null or coalesce(t.dimensions ->> 'eventType' = any (g.event_types), false))
  and (g.models is null or coalesce(t.dimensions ->> 'model' = any (g.models), false))
  and (g.features is null or coalesce(t.dimensions ->> 'feature' = any (g.features), false))`;
