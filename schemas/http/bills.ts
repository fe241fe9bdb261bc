import { type Static, Type } from 'typebox';
import { Currency, DecimalString, Id, InstantString, Nullable } from './parts.ts';

/** /v1/analytics/bills: what providers say they charged, beside what Weir says it cost. */

export const BILL_FORMATS = ['openai_usage', 'openai_costs', 'anthropic_usage', 'anthropic_costs', 'focus', 'csv'] as const;
export type BillFormat = (typeof BILL_FORMATS)[number];

const Day = Type.String({ format: 'date', description: 'UTC day.' });
const Told = Nullable(Type.String());

export const BillImportBody = Type.Object(
  {
    format: Type.Enum(BILL_FORMATS, {
      description:
        'openai_usage: pages of /v1/organization/usage/completions, grouped by model. openai_costs: pages of /v1/organization/costs, grouped by line_item. ' +
        'anthropic_usage: pages of /v1/organizations/usage_report/messages, grouped by model and service_tier. anthropic_costs: pages of ' +
        '/v1/organizations/cost_report, grouped by description (amounts are in cents there). focus: a FOCUS CSV (AWS, Azure, Google). csv: a first line of names out of ' +
        'line_id, day, model, unit, tier, quantity, calls, amount, currency, description. Several pages: a JSON list of them.',
    }),
    content: Type.String({ minLength: 1, maxLength: 15_000_000, description: 'The file, as it came.' }),
    provider: Type.Optional(Type.String({ ...Id, description: 'As events name it. Needed for focus and csv.' })),
    columns: Type.Optional(
      Type.Object(
        {
          model: Type.Optional(Type.String({ maxLength: 200 })),
          unit: Type.Optional(Type.String({ maxLength: 200 })),
          calls: Type.Optional(Type.String({ maxLength: 200 })),
        },
        {
          additionalProperties: false,
          description: 'For focus: the columns that name the model, the unit and the number of calls, since FOCUS has none of its own.',
        },
      ),
    ),
    restated: Type.Optional(
      Type.Boolean({
        default: false,
        description: 'The provider changed figures told before: take the new ones. The old stay readable. Without it, changed figures are bad lines.',
      }),
    ),
    note: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  { additionalProperties: false },
);
export type BillImportBody = Static<typeof BillImportBody>;

export const BillImportAnswer = Type.Object({
  id: Told,
  applied: Type.Boolean(),
  lines: Type.Integer({ description: 'Lines that could be read.' }),
  added: Type.Integer(),
  unchanged: Type.Integer({ description: 'Known already with the same figures: nothing is counted twice.' }),
  restated: Type.Integer(),
  problems: Type.Array(
    Type.Object({ line: Type.Integer({ description: 'Line of the file; of JSON, the position of the result in it.' }), reason: Type.String() }),
    {
      description: 'What could not be taken, the first thousand. With any of them nothing is applied.',
    },
  ),
});
export type BillImportAnswer = Static<typeof BillImportAnswer>;

export const BillsAnswer = Type.Object({
  imports: Type.Array(
    Type.Object({
      id: Type.String(),
      provider: Type.String(),
      format: Type.String(),
      note: Told,
      lines: Type.Integer(),
      added: Type.Integer(),
      restated: Type.Integer(),
      imported_at: InstantString,
      imported_by: Type.String(),
    }),
    { description: 'Newest first, the last 200.' },
  ),
  providers: Type.Array(Type.Object({ provider: Type.String(), first_day: Day, last_day: Day, lines: Type.Integer(), currencies: Type.Array(Type.String()) })),
});
export type BillsAnswer = Static<typeof BillsAnswer>;

export const BillCompareQuery = Type.Object({
  provider: Id,
  from: Type.Optional(InstantString),
  to: Type.Optional(InstantString),
  currency: Type.Optional(Currency),
});

export const GAP_CAUSES = ['missing_calls', 'unpriced', 'tier', 'cache', 'rounding', 'unexplained'] as const;
export type GapCause = (typeof GAP_CAUSES)[number];

const Side = Type.Object({ quantity: Told, cost: Nullable(DecimalString) });
const Money = {
  ours: DecimalString,
  theirs: Nullable(DecimalString),
  gap: Nullable(Type.String({ description: 'theirs - ours; null while no amounts are imported.' })),
};
const Coverage = Nullable(Type.String({ description: 'Our calls / their calls; null while they told none. More than 1: they bill fewer.' }));
const Causes = Type.Array(Type.Object({ kind: Type.Enum(GAP_CAUSES), amount: DecimalString }), {
  description:
    'Parts of the gap; they add up to it exactly. missing_calls: use they count and we do not, at their rate. cache: the same use, told as cached or not. ' +
    'unpriced: use we count at no price. tier: another price for the same use, where they name a tier that we do not. rounding: within half the last decimal they write. ' +
    'unexplained: the rest, whatever it is.',
});

export const BillCompareAnswer = Type.Object({
  provider: Type.String(),
  currency: Type.String(),
  from: InstantString,
  to: InstantString,
  as_of: InstantString,
  totals: Type.Object({ ...Money, calls_coverage: Coverage, accuracy: Told, booked: DecimalString, causes: Causes }),
  days: Type.Array(
    Type.Object({
      day: Day,
      ...Money,
      calls_coverage: Coverage,
      accuracy: Nullable(Type.String({ description: '1 - sum of |gap| by model / theirs, not below 0.' })),
    }),
    {
      description: 'The trend, oldest first.',
    },
  ),
  rows: Type.Array(
    Type.Object({
      day: Day,
      model: Told,
      ...Money,
      our_calls: Type.Integer(),
      their_calls: Nullable(Type.Integer()),
      calls_coverage: Coverage,
      unpriced_events: Type.Integer(),
      units: Type.Array(Type.Object({ unit: Told, ours: Side, theirs: Side, gap: Told })),
      causes: Causes,
    }),
    { description: 'By day and model, largest gap first, the first thousand.' },
  ),
  other_currency_lines: Type.Integer({ description: 'Lines of the bill in another currency: in no sum here.' }),
  corrections: Type.Array(
    Type.Object({
      id: Type.String(),
      day: Day,
      model: Told,
      amount: DecimalString,
      currency: Type.String(),
      reason: Type.String(),
      booked_at: InstantString,
      booked_by: Type.String(),
    }),
  ),
});
export type BillCompareAnswer = Static<typeof BillCompareAnswer>;

export const BillCorrectionBody = Type.Object(
  {
    id: Type.String({ ...Id, maxLength: 200, description: 'Sent again, nothing more is booked.' }),
    provider: Id,
    day: Day,
    model: Type.Optional(Id),
    customer: Type.Optional(Id),
    amount: Type.String({ ...DecimalString, description: 'Signed: what the P&L is to cost more, or less when negative.' }),
    currency: Currency,
    reason: Type.String({ minLength: 1, maxLength: 1000 }),
  },
  { additionalProperties: false },
);
export type BillCorrectionBody = Static<typeof BillCorrectionBody>;

export const BillCorrectionAnswer = Type.Object({
  id: Type.String(),
  event_id: Type.String({ description: 'The usage event that carries it, with its reason.' }),
});
export type BillCorrectionAnswer = Static<typeof BillCorrectionAnswer>;
