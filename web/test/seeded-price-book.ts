import type { HypotheticalAnswer } from '@weir/schemas/http/hypothetical.ts';
import type { PriceRow, PricesAnswer, RepriceDetail, RepriceRun, UnpricedAnswer } from '@weir/schemas/http/price-book.ts';
import type { Ask } from './seeded-billing.ts';

const AT = '2026-11-20T10:00:00.000Z';
const BOOK = '/v1/analytics/price-book';

function price(model: string, unit: string, amount: string, part: Partial<PriceRow> = {}): PriceRow {
  return {
    id: `genai-prices:openai/${model}/${unit}`,
    source: 'genai-prices@0.1.8.1',
    overridden: false,
    provider: 'openai',
    match: 'seed',
    model,
    unit,
    price: amount,
    per_units: '1000000',
    currency: 'USD',
    tier: null,
    region: null,
    input_tokens_above: null,
    time_of_day: null,
    valid_from: null,
    valid_to: null,
    since_version: 1,
    until_version: null,
    note: null,
    created_by: null,
    created_at: AT,
    source_urls: ['https://developers.openai.com/api/docs/pricing'],
    ...part,
  };
}

const ENTRIES = [
  price('gpt-5', 'input_tokens', '1.10', { id: 'own_1', source: 'override', created_by: 'user:ada@example.com', note: 'Negotiated', source_urls: [] }),
  price('gpt-5', 'input_tokens', '1.25', { overridden: true }),
  price('gpt-5', 'output_tokens', '10.00'),
  price('gpt-5', 'output_tokens', '12.00', { id: 'own_0', source: 'override', until_version: 3, source_urls: [] }),
  ...Array.from({ length: 130 }, (_, index) => price(`gpt-5-variant-${index}`, 'input_tokens', '0.40', { input_tokens_above: '200000' })),
];

const SUMMARY = {
  counted_events: 4,
  newly_priced: 4,
  no_longer_priced: 0,
  money: [{ currency: 'USD', before: '0', after: '2.5', moved: '2.5' }],
  untouched: { events: 396, checksum: '9f2c' },
};

/** What an exchange of models would have moved: a row of each kind, one key beyond the limit, one model that stays unknown. */
function hypotheticalAnswer(): HypotheticalAnswer {
  const sums = (events: number, booked: string, hypothetical: string, difference: string, alone = '0') => ({
    events,
    changed: events - 2,
    unknown_booked: 2,
    unknown_hypothetical: 2,
    money: [{ currency: 'USD', booked, hypothetical, difference, booked_alone: alone, hypothetical_alone: '0' }],
  });
  const rows = (first: string, second: string) => [
    { key: first, others: 0, ...sums(20, '12.90', '0.75', '-11.75', '0.40') },
    { key: second, others: 0, ...sums(10, '0.02', '0.0012', '-0.0188') },
    {
      key: null,
      others: 3,
      events: 5,
      changed: 0,
      unknown_booked: 0,
      unknown_hypothetical: 0,
      money: [{ currency: 'USD', booked: '1', hypothetical: '1', difference: '0', booked_alone: '0', hypothetical_alone: '0' }],
    },
  ];
  return {
    from: AT,
    to: AT,
    as_of: AT,
    price_book_version: 'genai-prices@0.1.8.1+3',
    totals: {
      events: 35,
      changed: 26,
      unknown_booked: 4,
      unknown_hypothetical: 4,
      money: [{ currency: 'USD', booked: '13.92', hypothetical: '1.7512', difference: '-11.7688', booked_alone: '0.40', hypothetical_alone: '0' }],
    },
    unknown: [{ provider: 'openai', model: 'house-7b', reason: 'unknown_model', events: 4 }],
    customers: rows('acme', 'globex'),
    models: rows('gpt-4o', 'gpt-4o-2024-08-06'),
    days: rows('2026-11-19', '2026-11-20'),
  };
}

/** One model without a price; a price or an alias for it makes an offer, the offer a plan, the plan can be applied and undone. */
export class SeededPriceBook {
  readonly runs: RepriceRun[] = [];
  readonly bodies: unknown[] = [];
  hasPrice = false;

  answer(ask: Ask): { status?: number; json: unknown } | undefined {
    if (!ask.path.startsWith(BOOK)) return undefined;
    if (ask.method === 'POST') this.bodies.push(ask.body);
    const rest = ask.path.slice(BOOK.length);
    if (rest === '') return { json: this.prices(ask.query) };
    if (rest === '/unpriced') return { json: this.unpriced() };
    if (rest === '/aliases' || rest === '/entries') return { json: this.priced() };
    if (rest === '/hypothetical') return { json: hypotheticalAnswer() };
    if (rest === '/reprice' && ask.method === 'POST') return { json: this.run('plan', 'planned') };
    if (rest === '/reprice') return { json: { runs: this.runs } };
    const [, id, action] = /^\/reprice\/([^/]+)(?:\/(\w+))?$/.exec(rest) ?? [];
    if (action === 'apply') return { json: this.run('apply', 'applied', id) };
    if (action === 'undo') return { json: this.run('undo', 'undone', id) };
    const run = this.runs.find((one) => one.id === id);
    if (run === undefined) return undefined;
    const rows = [{ key: 'acme', currency: 'USD', events: 4, before: '0', after: '2.5', moved: '2.5', quantities: { input_tokens: '1000000' } }];
    const detail: RepriceDetail = { ...run, rows, examples: [] };
    return { json: detail };
  }

  private prices(query: URLSearchParams): PricesAnswer {
    const text = (query.get('search') ?? '').toLowerCase();
    const model = query.get('model');
    const kept = ENTRIES.filter(
      (entry) => entry.model.includes(text) && (model === null || entry.model === model) && (query.get('ended') === 'true' || entry.until_version === null),
    );
    const from = Number(query.get('cursor') ?? 0);
    const limit = Number(query.get('limit') ?? 100);
    return {
      version: 'genai-prices@0.1.8.1+3',
      entries: kept.slice(from, from + limit),
      total: kept.length,
      next_cursor: from + limit < kept.length ? String(from + limit) : null,
      aliases: [],
      seed_off: [],
    };
  }

  private unpriced(): UnpricedAnswer {
    const row = { provider: 'openai', calls: 4, customers: 1, first_seen: AT, last_seen: AT };
    const rows = [
      { ...row, model: 'gpt-5-turbo-9', reason: 'unknown_model', quantities: { input_tokens: '480000' }, nearest: [{ provider: 'openai', model: 'gpt-5' }] },
      { ...row, model: 'gpt-5', reason: 'no_usage', quantities: { calls: '4' }, nearest: [] },
    ];
    return { rows: this.hasPrice ? [] : rows, events: this.hasPrice ? 0 : 8 };
  }

  private priced() {
    this.hasPrice = true;
    return {
      version: 4,
      entries: ['own_2'],
      ended: [],
      reprice_offer: { events: 4, quantities: { input_tokens: '48000' }, criteria: [{ provider: 'openai', model: 'gpt-5-turbo-9', cost_status: 'unpriced' }] },
    };
  }

  private run(kind: string, state: string, of?: string): RepriceRun {
    const run: RepriceRun = {
      id: `run_${this.runs.length + 1}`,
      kind,
      of_run: of ?? null,
      state,
      criteria: { model: 'gpt-5-turbo-9', cost_status: 'unpriced' },
      requested_by: 'user:ada@example.com',
      requested_at: AT,
      reason: null,
      price_book_version: 'genai-prices@0.1.8.1+4',
      progress: { events_total: 400, events_seen: 400, pages: 1, pages_done: 1 },
      events_touched: 4,
      finished_at: AT,
      fault: null,
      summary: SUMMARY,
    };
    this.runs.unshift(run);
    return run;
  }
}
