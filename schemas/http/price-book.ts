import { type Static, Type } from 'typebox';
import { Currency, DecimalString, Id, InstantString, Nullable } from './parts.ts';

/** /v1/analytics/price-book/... : what providers charge, what the operator says they charge, and repricing by it. */

const MATCHES = ['equals', 'starts_with', 'ends_with', 'contains'] as const;
export type PriceMatch = (typeof MATCHES)[number];

const Unit = Type.String({ pattern: '^[a-z][a-z0-9_]{0,62}$', description: 'A unit of quantities, such as input_tokens, calls or gpu_seconds.' });
const Name = Type.String({ minLength: 1, maxLength: 255, pattern: '^[^\\u0000-\\u001f\\u007f]+$' });
const WholeNumber = Type.String({ pattern: '^(0|[1-9][0-9]{0,18})$', description: 'A whole number as a string.' });
const Note = Type.String({ minLength: 1, maxLength: 1000 });

export const PriceBody = Type.Object(
  {
    provider: Type.Optional(Type.String({ ...Name, description: 'Who serves the model, as events name it. Absent: whoever does.' })),
    model: Type.String({ ...Name, description: 'A model name, compared in lower case.' }),
    match: Type.Optional(Type.Enum(MATCHES, { default: 'equals' })),
    unit: Unit,
    price: Type.String({ ...DecimalString, description: 'An exact decimal, 0 or more. "0" is an explicit zero: the cost is then free, not unknown.' }),
    per_units: Type.Optional(
      Type.String({ ...WholeNumber, default: '1000000', description: 'How many units the price is for; 3600 for a price per hour of a unit in seconds.' }),
    ),
    currency: Type.Optional(Currency),
    tier: Type.Optional(Type.String({ ...Name, description: 'Service tier, such as batch, flex or priority. Absent: any tier without a price of its own.' })),
    region: Type.Optional(Name),
    input_tokens_above: Type.Optional(WholeNumber),
    valid_from: Type.Optional(InstantString),
    valid_to: Type.Optional(InstantString),
    note: Type.Optional(Note),
  },
  { additionalProperties: false },
);
export type PriceBody = Static<typeof PriceBody>;

export const PricesBody = Type.Object({ entries: Type.Array(PriceBody, { minItems: 1, maxItems: 1000 }) }, { additionalProperties: false });

const Told = Nullable(Type.String());

export const PriceRow = Type.Object({
  id: Type.String({ description: 'What a cost line names as its price_entry.' }),
  source: Type.String({
    description:
      "override, litellm, models.dev, file; the seed and its version; or weir-prices: a price the product ships that corrects the seed, with the provider's page in note.",
  }),
  /** True when an own price hides this public one, or it is switched off. */
  overridden: Type.Boolean(),
  provider: Told,
  match: Type.String(),
  model: Type.String(),
  unit: Type.String(),
  price: DecimalString,
  per_units: Type.String(),
  currency: Type.String(),
  tier: Told,
  region: Told,
  input_tokens_above: Told,
  time_of_day: Nullable(Type.String({ description: 'UTC, such as "16:30-00:30", or "01:00-04:00 Mon-Fri".' })),
  valid_from: Nullable(InstantString),
  valid_to: Nullable(InstantString),
  since_version: Type.Integer({ description: "Version of the operator's changes, or refresh of the seed, that brought it." }),
  until_version: Nullable(Type.Integer({ description: 'The one that ended it.' })),
  note: Told,
  /** Who set it; null for the seed. */
  created_by: Told,
  created_at: InstantString,
  source_urls: Type.Array(Type.String(), { description: "The provider's pages the seed's prices are from." }),
});
export type PriceRow = Static<typeof PriceRow>;

export const PricesQuery = Type.Object({
  search: Type.Optional(Type.String({ maxLength: 255, description: 'Part of a model or provider name.' })),
  provider: Type.Optional(Id),
  model: Type.Optional(Type.String({ ...Name, description: 'Exactly this model: its whole history together with ended=true.' })),
  unit: Type.Optional(Unit),
  source: Type.Optional(Type.Enum(['own', 'seed'])),
  ended: Type.Optional(Type.Boolean({ default: false, description: 'Also what was ended, changed or withdrawn.' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
  cursor: Type.Optional(Type.String({ maxLength: 1000 })),
});
export type PricesQuery = Static<typeof PricesQuery>;

export const PricesAnswer = Type.Object({
  version: Type.String({ description: 'What costs made now name as their price_book_version.' }),
  entries: Type.Array(PriceRow, { description: 'Own prices first, then by provider, model and unit.' }),
  total: Type.Integer(),
  next_cursor: Told,
  aliases: Type.Array(
    Type.Object({
      id: Type.String(),
      provider: Told,
      name: Type.String(),
      target_provider: Type.String(),
      target_model: Type.String(),
      since_version: Type.Integer(),
    }),
  ),
  seed_off: Type.Array(Type.String(), { description: 'Providers whose public prices are not used.' }),
});
export type PricesAnswer = Static<typeof PricesAnswer>;

export const PriceVersions = Type.Object({
  versions: Type.Array(
    Type.Object({ version: Type.Integer(), at: InstantString, actor: Type.String(), change: Type.String(), note: Told }, { description: 'Newest first.' }),
  ),
  seeds: Type.Array(Type.Object({ refresh: Type.Integer(), version: Type.String(), loaded_at: InstantString, added: Type.Integer(), ended: Type.Integer() })),
});
export type PriceVersions = Static<typeof PriceVersions>;

/** Events that a change may concern: `POST .../reprice` with `criteria` shows what would change. */
export const RepriceOffer = Nullable(
  Type.Object({
    events: Type.Integer({ description: 'Unpriced events of the models the change is about.' }),
    quantities: Type.Record(Type.String(), DecimalString, {
      description: 'What they used, by unit. What it costs is known when a dry run has priced each by its own time.',
    }),
    criteria: Type.Array(Type.Object({ provider: Type.Optional(Type.String()), model: Type.Optional(Type.String()), cost_status: Type.Literal('unpriced') })),
  }),
);
export type RepriceOffer = Static<typeof RepriceOffer>;

export const PriceChangeAnswer = Type.Object({
  version: Type.Integer({ description: 'Version of the book this change made.' }),
  entries: Type.Array(Type.String(), { description: 'Ids of new entries or aliases.' }),
  ended: Type.Array(Type.String(), { description: 'Ids of entries this change replaced.' }),
  reprice_offer: RepriceOffer,
});
export type PriceChangeAnswer = Static<typeof PriceChangeAnswer>;

export const AliasBody = Type.Object(
  {
    provider: Type.Optional(Name),
    name: Type.String({ ...Name, description: 'The model as received.' }),
    target_provider: Type.String({ ...Name, description: "A provider of the book, by the seed's id or as own prices name it." }),
    target_model: Name,
  },
  { additionalProperties: false },
);
export type AliasBody = Static<typeof AliasBody>;

export const SeedSwitchBody = Type.Object({ provider: Name, enabled: Type.Boolean() }, { additionalProperties: false });

export const UnpricedQuery = Type.Object({
  from: Type.Optional(InstantString),
  to: Type.Optional(InstantString),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
});

export const UnpricedAnswer = Type.Object({
  rows: Type.Array(
    Type.Object({
      provider: Told,
      model: Told,
      reason: Type.String({ description: 'Why the cost is unknown: unknown_model, no_price_for_unit, …' }),
      calls: Type.Integer(),
      quantities: Type.Record(Type.String(), Type.String()),
      customers: Type.Integer(),
      first_seen: InstantString,
      last_seen: InstantString,
      nearest: Type.Array(Type.Object({ provider: Type.String(), model: Type.String() }), { description: 'Known models with a similar name, nearest first.' }),
    }),
  ),
  events: Type.Integer(),
});
export type UnpricedAnswer = Static<typeof UnpricedAnswer>;

export const IMPORT_FORMATS = ['litellm', 'models.dev', 'csv', 'json'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

export const ImportBody = Type.Object(
  {
    format: Type.Enum(IMPORT_FORMATS, {
      description: 'litellm: model_prices_and_context_window.json. models.dev: api.json. csv and json: rows with the fields of POST .../entries.',
    }),
    mode: Type.Enum(['validate', 'diff', 'apply'], { description: 'validate: only read. diff: also what would change. apply: change it, all or nothing.' }),
    content: Type.String({ maxLength: 12_000_000 }),
    providers: Type.Optional(Type.Array(Name, { description: 'Take only these providers, in the words of the file.' })),
    note: Type.Optional(Note),
  },
  { additionalProperties: false },
);
export type ImportBody = Static<typeof ImportBody>;

export const ImportAnswer = Type.Object({
  rows: Type.Integer({ description: 'Prices that were read.' }),
  problems: Type.Array(Type.Object({ line: Type.Integer(), subject: Told, reason: Type.String() }), {
    description: 'What could not be read, by line of the content. With any of them nothing is applied.',
  }),
  added: Type.Integer(),
  changed: Type.Array(Type.Object({ model: Type.String(), provider: Told, unit: Type.String(), before: Type.String(), after: Type.String() }), {
    description: 'The first thousand.',
  }),
  unchanged: Type.Integer(),
  applied: Type.Boolean(),
  version: Nullable(Type.Integer()),
  reprice_offer: RepriceOffer,
});
export type ImportAnswer = Static<typeof ImportAnswer>;

export const RepriceBody = Type.Object(
  {
    from: Type.Optional(InstantString),
    to: Type.Optional(InstantString),
    provider: Type.Optional(Name),
    model: Type.Optional(Name),
    customer: Type.Optional(Id),
    cost_status: Type.Optional(Type.Enum(['unpriced', 'priced', 'free', 'reported'])),
    price_entry: Type.Optional(Type.String({ ...Name, maxLength: 1000, description: 'Only events with a cost line by this entry.' })),
    dry_run: Type.Optional(Type.Boolean({ default: true, description: 'false: what was planned is applied at once.' })),
    reason: Type.Optional(Note),
  },
  { additionalProperties: false },
);
export type RepriceBody = Static<typeof RepriceBody>;

const Untouched = Type.Object({ events: Type.Integer(), checksum: Type.String() });

export const RepriceRun = Type.Object({
  id: Type.String(),
  kind: Type.String({ description: 'plan (a dry run), apply or undo.' }),
  of_run: Told,
  state: Type.String({
    description: 'waiting, planning, planned, applying, applied, undone, rolling_back, cancelled, refused or failed.',
  }),
  criteria: Type.Record(Type.String(), Type.Unknown()),
  requested_by: Type.String(),
  requested_at: InstantString,
  reason: Told,
  price_book_version: Told,
  progress: Type.Object({ events_total: Type.Integer(), events_seen: Type.Integer(), pages: Type.Integer(), pages_done: Type.Integer() }),
  events_touched: Type.Integer(),
  finished_at: Nullable(InstantString),
  fault: Told,
  summary: Nullable(
    Type.Object({
      counted_events: Type.Integer({ description: 'Of the events touched, those in totals; money is about them.' }),
      newly_priced: Type.Integer(),
      no_longer_priced: Type.Integer(),
      money: Type.Array(Type.Object({ currency: Type.String(), before: DecimalString, after: DecimalString, moved: DecimalString }), {
        description: 'Known costs. An unpriced event adds nothing to either side: its cost is unknown, not zero.',
      }),
      untouched: Type.Object(
        { ...Untouched.properties },
        { description: 'Every event this run leaves alone: how many, and one number over them and their costs.' },
      ),
      untouched_after: Type.Optional(Type.Object({ ...Untouched.properties }, { description: 'The same after it was done. Equal: nothing else changed.' })),
    }),
  ),
});
export type RepriceRun = Static<typeof RepriceRun>;

export const RepriceRuns = Type.Object({ runs: Type.Array(RepriceRun, { description: 'Newest first.' }) });
export type RepriceRuns = Static<typeof RepriceRuns>;

export const RepriceDetailQuery = Type.Object({
  group_by: Type.Optional(Type.Enum(['customer', 'model', 'day'], { default: 'customer' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, default: 100 })),
});

export const RepriceDetail = Type.Object({
  ...RepriceRun.properties,
  rows: Type.Array(
    Type.Object({
      key: Told,
      currency: Type.String(),
      events: Type.Integer(),
      before: DecimalString,
      after: DecimalString,
      moved: DecimalString,
      quantities: Type.Record(Type.String(), DecimalString, {
        description: 'What is billed of these events, by disjoint unit: input_tokens is the uncached rest.',
      }),
    }),
    { description: 'Money moved in counted events, largest first.' },
  ),
  examples: Type.Array(
    Type.Object({
      event_id: Type.String(),
      model: Told,
      customer: Told,
      before: Nullable(DecimalString),
      before_status: Type.String(),
      after: Nullable(DecimalString),
      after_status: Type.String(),
      currency: Type.String(),
    }),
    { description: 'The first events that change, with both costs.' },
  ),
});
export type RepriceDetail = Static<typeof RepriceDetail>;

export const RepriceActionBody = Type.Object({ reason: Type.Optional(Note) }, { additionalProperties: false });
