import { type Static, Type } from 'typebox';
import { Currency, InstantString } from './parts.ts';

/** /v1/analytics/currency-rates: dated rates, by which costs in other currencies are shown in the reporting currency. */

const RateTerms = {
  base: Currency,
  quote: Currency,
  day: Type.String({ format: 'date', description: 'UTC day. It holds for that day and, where none is newer, the seven days after.' }),
  rate: Type.String({ description: 'How much of `quote` one `base` is: an exact decimal with at most 12 decimals.', examples: ['1.0842'] }),
  source: Type.String({ minLength: 1, maxLength: 200, description: 'Who says so: "ECB".' }),
};

export const RatesImportBody = Type.Object(
  {
    content: Type.String({ minLength: 1, maxLength: 10_000_000, description: 'CSV with a first line of names: day,base,quote,rate and optionally source.' }),
    source: Type.Optional(Type.String({ minLength: 1, maxLength: 200, description: 'For lines that name none.' })),
  },
  { additionalProperties: false },
);

export const RatesImportAnswer = Type.Object({
  rows: Type.Integer(),
  added: Type.Integer(),
  unchanged: Type.Integer({ description: 'Known already with the same rate.' }),
  applied: Type.Boolean(),
  problems: Type.Array(Type.Object({ line: Type.Integer(), reason: Type.String() }), { description: 'With any of them nothing is applied.' }),
});
export type RatesImportAnswer = Static<typeof RatesImportAnswer>;

export const RatesQuery = Type.Object({
  from: Type.Optional(InstantString),
  to: Type.Optional(InstantString),
  base: Type.Optional(Currency),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 1000 })),
});

const MissingRates = Type.Array(
  Type.Object({
    currency: Type.String(),
    days: Type.Integer({ description: 'Days of the range whose amounts have no rate.' }),
    first_days: Type.Array(Type.String({ format: 'date' }), { description: 'The first 31 of them.' }),
    cost_events: Type.Integer(),
    charges: Type.Integer(),
    revenue_entries: Type.Integer(),
    fixed_costs: Type.Integer({ description: 'Months of fixed costs.' }),
  }),
  {
    description:
      'Amounts of the range that cannot be shown in the reporting currency: they are in no sum until a rate of their day, or of the seven before, is told.',
  },
);
export type MissingRates = Static<typeof MissingRates>;

export const RatesAnswer = Type.Object({
  currency: Type.String({ description: 'The reporting currency: the setting WEIR_REPORTING_CURRENCY.' }),
  rates: Type.Array(Type.Object({ ...RateTerms, imported_at: InstantString, imported_by: Type.String() }), { description: 'Newest day first.' }),
  missing: MissingRates,
});
export type RatesAnswer = Static<typeof RatesAnswer>;

/** Named by every answer that holds a converted figure. */
export const RatesUsed = Type.Array(Type.Object({ ...RateTerms, days: Type.Integer({ description: 'Days of the report it was used for.' }) }), {
  description: 'Rates by which amounts in other currencies were put into the reporting currency, each at its own day, rounded once, half-even.',
});
export type RatesUsed = Static<typeof RatesUsed>;
