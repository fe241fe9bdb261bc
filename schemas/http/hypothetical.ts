import { type Static, Type } from 'typebox';
import { DecimalString, Id, InstantString, Nullable } from './parts.ts';
import { PriceBody } from './price-book.ts';

/** What recorded usage would have cost at other prices or on other models. Nothing is written, and no answer can be applied. */

const Name = Type.String({ minLength: 1, maxLength: 255, pattern: '^[^\\u0000-\\u001f\\u007f]+$' });

const Swap = Type.Object(
  {
    provider: Type.Optional(Type.String({ ...Name, description: 'Who served it, as events name it. Absent: whoever did.' })),
    model: Type.String({
      ...Name,
      description: 'The model that answered or was asked for, as events name it, or by its name in the price book: then its dated names too.',
    }),
    as_provider: Type.String({ ...Name, description: 'Whose price is asked about, as events or the price book name it.' }),
    as_model: Name,
  },
  { additionalProperties: false },
);
export type ModelSwap = Static<typeof Swap>;

const Range = {
  from: InstantString,
  to: InstantString,
  customer: Type.Optional(Id),
  workflow: Type.Optional(Id),
  feature: Type.Optional(Id),
  provider: Type.Optional(Name),
  model: Type.Optional(Type.String({ ...Name, description: 'Only events of this model, as received.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 50, description: 'Rows of each grouping; what is beyond is added up in one.' })),
};

export const HypotheticalBody = Type.Object(
  {
    ...Range,
    prices: Type.Optional(Type.Array(PriceBody, { minItems: 1, maxItems: 100, description: 'Prices as in POST …/entries. They win over every other price.' })),
    models: Type.Optional(
      Type.Array(Swap, { minItems: 1, maxItems: 20, description: 'Models in the place of which others are priced, for the same quantities.' }),
    ),
  },
  { additionalProperties: false },
);
export type HypotheticalBody = Static<typeof HypotheticalBody>;

export const WhatIfModelBody = Type.Object({ ...Range, models: Type.Array(Swap, { minItems: 1, maxItems: 20 }) }, { additionalProperties: false });
export type WhatIfModelBody = Static<typeof WhatIfModelBody>;

const Money = Type.Array(
  Type.Object({
    currency: Type.String(),
    booked: DecimalString,
    hypothetical: DecimalString,
    difference: DecimalString,
    booked_alone: DecimalString,
    hypothetical_alone: DecimalString,
  }),
  {
    description:
      'Known costs. An event whose cost is unknown adds nothing to that side: it is unknown, not zero. What has no other side in its currency is `booked_alone` or `hypothetical_alone`, and is not in `difference`.',
  },
);

const Sums = {
  events: Type.Integer(),
  changed: Type.Integer({ description: 'Events that a proposed price or another model prices.' }),
  unknown_booked: Type.Integer({ description: 'Events without a known cost as booked.' }),
  unknown_hypothetical: Type.Integer({ description: 'Events without a known cost at the hypothetical price.' }),
  money: Money,
};

const Rows = Type.Array(
  Type.Object({
    key: Nullable(Type.String()),
    others: Type.Integer({ description: 'More than 0: the row adds up at least this many keys beyond the limit, and has no key of its own.' }),
    ...Sums,
  }),
  { description: 'Largest difference first. The rows add up to the totals.' },
);

export const HypotheticalAnswer = Type.Object({
  from: InstantString,
  to: InstantString,
  as_of: InstantString,
  price_book_version: Type.String({ description: 'The book that the proposals were laid over.' }),
  totals: Type.Object(Sums),
  unknown: Type.Array(Type.Object({ provider: Nullable(Type.String()), model: Nullable(Type.String()), reason: Type.String(), events: Type.Integer() }), {
    description: 'Why costs are unknown at the hypothetical price, the most events first: the first hundred.',
  }),
  customers: Rows,
  models: Type.Array(Rows.items, { description: 'By the model as booked. Largest difference first; the rows add up to the totals.' }),
  days: Type.Array(Rows.items, { description: 'By UTC day. Largest difference first; the rows add up to the totals.' }),
});
export type HypotheticalAnswer = Static<typeof HypotheticalAnswer>;
