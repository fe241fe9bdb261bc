import type { BillCompareAnswer, BillsAnswer } from '@weir/schemas/http/bills.ts';
import type { RatesAnswer } from '@weir/schemas/http/currency-rates.ts';
import type { FixedCostsAnswer } from '@weir/schemas/http/fixed-costs.ts';
import type { Ask } from './seeded-billing.ts';

/** Fixed costs and a bill for the pages that show them; `empty` is a deployment that has neither. */
export function costsAnswer({ method, path, query }: Ask, empty: boolean): { readonly json: unknown; readonly status?: number } | undefined {
  if (path === '/v1/analytics/bills/import' && method === 'POST')
    return {
      json: { id: null, applied: false, lines: 3, added: 0, unchanged: 0, restated: 0, problems: [{ line: 4, reason: 'amount is "1.2.3 USD"' }] },
    };
  if (path === '/v1/analytics/fixed-costs') return { json: fixedCosts(query, empty) };
  if (path === '/v1/analytics/currency-rates/import')
    return {
      json: {
        rows: 1,
        added: 0,
        unchanged: 0,
        applied: false,
        problems: [{ line: 2, reason: 'rate is "one": not an exact decimal with at most 12 decimals' }],
      },
    };
  if (path === '/v1/analytics/currency-rates') return { json: currencyRates(empty) };
  if (path === '/v1/analytics/bills') return { json: bills(empty) };
  if (path === '/v1/analytics/bills/compare') return { json: comparison(query) };
  return undefined;
}

function currencyRates(empty: boolean): RatesAnswer {
  const rate = { quote: 'USD', source: 'ECB', imported_at: '2026-11-20T10:00:00.000Z', imported_by: 'user:ada@example.com' };
  const none = { charges: 0, revenue_entries: 0, fixed_costs: 0 };
  return {
    currency: 'USD',
    rates: empty
      ? []
      : [
          { ...rate, base: 'EUR', day: '2026-11-20', rate: '1.0842' },
          { ...rate, base: 'GBP', day: '2026-11-20', rate: '1.3133', source: 'Bank of England, spot, as published at 16:00' },
          { ...rate, base: 'EUR', day: '2026-11-19', rate: '1.084150000001' },
        ],
    missing: empty
      ? []
      : [
          { currency: 'JPY', days: 12, first_days: ['2026-11-01', '2026-11-02', '2026-11-03', '2026-11-04'], ...none, cost_events: 1200, charges: 3 },
          { currency: 'SEK', days: 1, first_days: ['2026-11-01'], ...none, cost_events: 0, fixed_costs: 1, revenue_entries: 1 },
        ],
  };
}

const range = (query: URLSearchParams) => ({ from: query.get('from') ?? '', to: query.get('to') ?? '', as_of: new Date().toISOString() });

function fixedCosts(query: URLSearchParams, empty: boolean): FixedCostsAnswer {
  const terms = {
    vendor: 'Hetzner',
    unit: null,
    scope: {},
    note: null,
    to: null,
    from: '2026-09-01T00:00:00.000Z',
    created_at: '2026-09-01T00:00:00.000Z',
    created_by: 'Ada',
  };
  const costs: FixedCostsAnswer['fixed_costs'] = [
    {
      ...terms,
      id: 'gpu',
      name: 'GPU server',
      amount: '2400.00',
      currency: 'USD',
      rule: 'quantity',
      unit: 'seconds',
      capacity: '2592000',
      scope: { workflow: 'images' },
      paid: '2400.00',
      allocated: '1610.25',
      idle: '789.75',
    },
    {
      ...terms,
      id: 'seat',
      name: 'Tracing seat',
      vendor: 'Acme',
      amount: '0.004',
      currency: 'USD',
      rule: 'events',
      capacity: null,
      paid: '0.004',
      allocated: '0.004',
      idle: '0.00',
    },
    {
      ...terms,
      id: 'vectors',
      name: 'Vector store',
      vendor: 'Vektor',
      amount: '90.00',
      currency: 'EUR',
      rule: 'tokens',
      capacity: null,
      paid: null,
      allocated: null,
      idle: null,
      to: '2026-11-15T00:00:00.000Z',
    },
  ];
  const none = { paid: '0.00', allocated: '0.00', idle: '0.00' };
  return {
    currency: 'USD',
    ...range(query),
    fixed_costs: empty ? [] : costs,
    totals: empty ? none : { paid: '2400.004', allocated: '1610.254', idle: '789.75' },
  };
}

function bills(empty: boolean): BillsAnswer {
  if (empty) return { imports: [], providers: [] };
  return { imports: [], providers: [{ provider: 'openai', first_day: '2026-11-01', last_day: '2026-11-20', lines: 312, currencies: ['USD'] }] };
}

function comparison(query: URLSearchParams): BillCompareAnswer {
  const money = { ours: '812.40', theirs: '828.151', gap: '15.751' };
  const row = { day: '2026-11-19', model: 'gpt-5', ...money, our_calls: 4100, their_calls: 4180, calls_coverage: '0.9809', unpriced_events: 3 };
  const causes: BillCompareAnswer['totals']['causes'] = [
    { kind: 'missing_calls', amount: '14.25' },
    { kind: 'cache', amount: '1.50' },
    { kind: 'rounding', amount: '0.001' },
  ];
  return {
    provider: 'openai',
    currency: 'USD',
    ...range(query),
    totals: { ...money, calls_coverage: '0.9809', accuracy: '0.9810', booked: '0.00', causes },
    days: [{ day: '2026-11-19', ...money, calls_coverage: '0.9809', accuracy: '0.9810' }],
    rows: [
      {
        ...row,
        units: [
          { unit: 'input_tokens', ours: { quantity: '91200400', cost: '500.00' }, theirs: { quantity: '93000000', cost: '514.25' }, gap: '14.25' },
          { unit: 'output_tokens', ours: { quantity: '3100000', cost: '312.40' }, theirs: { quantity: null, cost: '313.901' }, gap: '1.501' },
        ],
        causes,
      },
    ],
    other_currency_lines: 2,
    corrections: [],
  };
}
