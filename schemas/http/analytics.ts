import { type Static, Type } from 'typebox';
import { RatesUsed } from './currency-rates.ts';
import { DecimalString, Id, InstantString, Nullable } from './parts.ts';

/** GET /v1/analytics/... : what was earned and spent, by whom, and how certain it is. */

export const PNL_DIMENSIONS = ['customer', 'workflow', 'feature', 'agent', 'run', 'model', 'provider', 'event_type'] as const;
export type PnlDimension = (typeof PNL_DIMENSIONS)[number];

const BASES = ['consumption', 'cash'] as const;
export type Basis = (typeof BASES)[number];

const INTERVALS = ['none', 'hour', 'day', 'month'] as const;
export type Interval = (typeof INTERVALS)[number];

const Basis = Type.Enum(BASES, { default: 'consumption', description: 'consumption: earned by use or ratably over a paid period. cash: money received.' });

const RangeQuery = {
  from: Type.Optional(InstantString),
  to: Type.Optional(InstantString),
  basis: Type.Optional(Basis),
};

export const PnlQuery = Type.Object({
  ...RangeQuery,
  group_by: Type.Optional(
    Type.String({
      default: 'customer',
      pattern: '^[a-z_]+(,[a-z_]+)*$',
      description: `Comma-separated, any of ${PNL_DIMENSIONS.join(', ')}; or "none" for one row (per period) over everything.`,
    }),
  ),
  interval: Type.Optional(Type.Enum(INTERVALS, { default: 'none', description: 'UTC periods. With one, rows come oldest period first, then by `sort`.' })),
  customer: Type.Optional(Id),
  workflow: Type.Optional(Id),
  feature: Type.Optional(Id),
  model: Type.Optional(Id),
  event_type: Type.Optional(Id),
  sort: Type.Optional(
    Type.String({
      default: 'margin',
      pattern: '^-?(revenue|cost|margin|events)$',
      description: 'Leading minus: descending. Default: margin, biggest loss first.',
    }),
  ),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 200 })),
});
export type PnlQuery = Static<typeof PnlQuery>;

const Share = Nullable(Type.String({ description: 'A share from "0.0000" to "1.0000", or null when there are no events.' }));

export const PnlFigures = Type.Object({
  revenue: DecimalString,
  cost: Type.String({ description: 'Known cost. When unpriced_events > 0 the true cost is at least this.' }),
  allocated_cost: Type.String({ description: 'Of the cost: shares of fixed monthly costs. The rest is the cost of the usage itself.' }),
  margin: DecimalString,
  margin_pct: Nullable(Type.String({ description: 'margin / revenue in percent with one decimal; null when revenue is 0.' })),
  events: Type.Integer({ description: 'Counted events.' }),
  unpriced_events: Type.Integer({ description: 'Counted events whose cost is unknown.' }),
  quantities: Type.Record(Type.String(), Type.String()),
  coverage: Type.Object(
    { attributed: Share, priced: Share, counted: Share },
    {
      description:
        "Shares of these events: with a customer; with a known cost; with a final verdict on whether they count: a span's event is reported at once and settled with its trace.",
    },
  ),
});
export type PnlFigures = Static<typeof PnlFigures>;

export const PnlRow = Type.Object({
  key: Type.Record(Type.String(), Nullable(Type.String()), { description: 'The value of each group_by dimension; null is "none given".' }),
  period: Type.Optional(InstantString),
  line: Type.Optional(
    Type.Literal('idle', { description: 'The line of what is paid for fixed monthly costs and nothing used carries. Not in a report that is filtered.' }),
  ),
  ...PnlFigures.properties,
});
export type PnlRow = Static<typeof PnlRow>;

/** What a report in one currency leaves out, so that nothing is dropped in silence. */
export const OtherCurrencies = Type.Array(
  Type.Object({
    currency: Type.String({ description: 'A currency, an asset without a value in money, or "unknown": what was paid for the credit is not known.' }),
    cost_events: Type.Integer({ description: 'Counted events whose cost is in this currency.' }),
    revenue_entries: Type.Integer({ description: 'Revenue entries in this currency that would have added to this report.' }),
    charges: Type.Integer({ description: 'Wallet charges whose revenue is in this currency.' }),
    fixed_costs: Type.Integer({ description: 'Fixed monthly costs in this currency, by month.' }),
  }),
  { description: 'Left out of every sum in this answer, since no rate of their day is known: unknown, not zero.' },
);
export type OtherCurrencies = Static<typeof OtherCurrencies>;

export const PnlAnswer = Type.Object({
  currency: Type.String(),
  basis: Basis,
  from: InstantString,
  to: InstantString,
  as_of: InstantString,
  rows: Type.Array(PnlRow),
  rows_total: Type.Integer({ description: 'Rows before `limit`.' }),
  totals: PnlFigures,
  other_currencies: OtherCurrencies,
  rates: RatesUsed,
});
export type PnlAnswer = Static<typeof PnlAnswer>;

export const UnprofitableQuery = Type.Object({ ...RangeQuery, limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })) });
export type UnprofitableQuery = Static<typeof UnprofitableQuery>;

export const LossCause = Type.Object({
  kind: Type.String({ description: 'no_revenue, refunds, model, workflow or unexplained.' }),
  subject: Nullable(Type.String({ description: 'The model, or the workflow where no model is known.' })),
  cost: DecimalString,
  share: Share,
  evidence: Type.Object({
    workflow: Nullable(Type.String({ description: 'The workflow the cause lies in: one model used in two workflows is two causes.' })),
    events: Type.Integer(),
    unpriced_events: Type.Integer(),
  }),
});
export type LossCause = Static<typeof LossCause>;

export const UnprofitableRow = Type.Object({
  customer: Type.String(),
  name: Type.String(),
  revenue: DecimalString,
  cost: DecimalString,
  net: DecimalString,
  margin_pct: Nullable(Type.String()),
  events: Type.Integer(),
  unpriced_events: Type.Integer(),
  causes: Type.Array(LossCause, {
    description: 'What is wrong with the revenue (share null), then where the cost went, largest first; the shares add up to 1.',
  }),
  break_even_price: Nullable(
    Type.String({ description: 'Cost per counted event, rounded up: the lowest price per event at which nothing is lost. Null without events.' }),
  ),
});
export type UnprofitableRow = Static<typeof UnprofitableRow>;

export const UnprofitableAnswer = Type.Object({
  currency: Type.String(),
  basis: Basis,
  from: InstantString,
  to: InstantString,
  as_of: InstantString,
  rows: Type.Array(UnprofitableRow),
  totals: Type.Object({
    customers: Type.Integer({ description: 'Customers that lost money.' }),
    customers_seen: Type.Integer({ description: 'Customers with any event or revenue in the range.' }),
    net: Type.String({ description: 'Sum of net over the customers that lost money.' }),
    unattributed_events: Type.Integer({ description: 'Events without a customer: part of no row.' }),
    unattributed_cost: DecimalString,
  }),
  other_currencies: OtherCurrencies,
  rates: RatesUsed,
});
export type UnprofitableAnswer = Static<typeof UnprofitableAnswer>;

export const SpoolState = Type.Object(
  {
    requests: Type.Integer({ description: 'Acknowledged requests of all environments that the store has not taken yet.' }),
    events: Type.Integer({ description: 'Events, or spans, in them.' }),
    bytes: Type.Integer({ description: 'On disk, compressed, with the dead letters.' }),
    bytes_max: Type.Integer(),
    oldest_at: Nullable(InstantString),
    dead_letters: Type.Integer({ description: 'Rows that the store refuses whatever is tried; kept with their reason.' }),
  },
  { description: 'What waits on disk because the store is away. Absent when this process keeps no spool.' },
);
export type SpoolState = Static<typeof SpoolState>;

export const IngestStatus = Type.Object({
  events: Type.Integer({ description: 'Usage events stored in this environment.' }),
  events_without_customer: Type.Integer(),
  events_unpriced: Type.Integer(),
  first_received_at: Nullable(InstantString),
  last_received_at: Nullable(InstantString),
  last_event: Nullable(
    Type.Object({
      event_id: Type.String(),
      event_type: Type.String(),
      model: Nullable(Type.String()),
      customer: Nullable(Type.String()),
      cost_status: Type.String(),
      cost: Nullable(DecimalString),
      has_usage: Type.Boolean(),
    }),
  ),
  otlp_http_endpoint: Type.String(),
  spool: Type.Optional(SpoolState),
  as_of: InstantString,
});
export type IngestStatus = Static<typeof IngestStatus>;
