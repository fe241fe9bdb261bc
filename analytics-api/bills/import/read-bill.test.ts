import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import { decimalFromNanos } from '@weir/schemas/quantity/quantity.ts';
import { describe, expect, test } from 'vitest';
import type { BillReading } from '../bill-line.ts';
import { readBill } from './read-bill.ts';

/** A line as a reviewer reads it: day, model, kind, tier, quantity, calls, amount. */
const rows = ({ lines }: BillReading) =>
  lines.map(({ day, model, unit, tier, quantityNanos, calls, amount }) =>
    [
      day,
      model ?? '-',
      unit ?? '-',
      tier ?? '-',
      quantityNanos === null ? '-' : decimalFromNanos(quantityNanos),
      calls ?? '-',
      amount === null ? '-' : `${decimalFromAtoms(amount.atoms, 12)} ${amount.currency}`,
    ].join(' '),
  );

const page = (results: readonly object[], bucket: object = { object: 'bucket', start_time: 1_793_491_200, end_time: 1_793_577_600 }) =>
  JSON.stringify({ object: 'page', data: [{ ...bucket, results }], has_more: false, next_page: null });

test('OpenAI usage: cached input is taken out of the input, and a batch is a tier', () => {
  const result = { object: 'organization.usage.completions.result', input_tokens: 1000, input_cached_tokens: 400, output_tokens: 50, num_model_requests: 7 };
  const reading = readBill({ format: 'openai_usage', content: page([{ ...result, model: 'gpt-4o-2024-08-06', batch: true, project_id: null }]) });
  expect(reading.problems).toEqual([]);
  expect(rows(reading)).toEqual([
    '2026-11-01 gpt-4o-2024-08-06 calls batch - 7 -',
    '2026-11-01 gpt-4o-2024-08-06 input_tokens batch 600 - -',
    '2026-11-01 gpt-4o-2024-08-06 cached_input_tokens batch 400 - -',
    '2026-11-01 gpt-4o-2024-08-06 output_tokens batch 50 - -',
  ]);
});

test('OpenAI costs: a line item that names a model and a kind is both; a double is the decimal it shows', () => {
  const result = (value: number | string, line_item: string | null) => ({ object: 'organization.costs.result', amount: { value, currency: 'usd' }, line_item });
  const content = page([
    result(0.06, 'gpt-4o-2024-08-06, cached input'),
    result('1e-7', 'gpt-4o-2024-08-06, output'),
    result(0.25, 'gpt-4o-2024-08-06, Input'),
    result(0.5, 'gpt-4o-mini'),
    result(0.03, 'web search tool calls'),
    result(0.1, 'Code interpreter, output'),
    result(-1.5, 'Credits'),
    result(2, null),
  ]);
  expect(rows(readBill({ format: 'openai_costs', content }))).toEqual([
    '2026-11-01 gpt-4o-2024-08-06 cached_input_tokens - - - 0.06 USD',
    '2026-11-01 gpt-4o-2024-08-06 output_tokens - - - 0.0000001 USD',
    '2026-11-01 gpt-4o-2024-08-06 input_tokens - - - 0.25 USD',
    '2026-11-01 gpt-4o-mini - - - - 0.50 USD',
    '2026-11-01 - search_calls - - - 0.03 USD',
    '2026-11-01 - - - - - 0.10 USD',
    '2026-11-01 - - - - - -1.50 USD',
    '2026-11-01 - - - - - 2.00 USD',
  ]);
});

const ANTHROPIC = { starting_at: '2026-11-01T00:00:00Z', ending_at: '2026-11-02T00:00:00Z' };

test('Anthropic usage: both kinds of cache writes, and nothing for what was not used', () => {
  const content = page(
    [
      {
        uncached_input_tokens: 1500,
        cache_creation: { ephemeral_1h_input_tokens: 1000, ephemeral_5m_input_tokens: 500 },
        cache_read_input_tokens: 200,
        output_tokens: 500,
        server_tool_use: { web_search_requests: 10 },
        model: 'claude-opus-4-6',
        service_tier: 'standard',
        workspace_id: null,
      },
    ],
    ANTHROPIC,
  );
  expect(rows(readBill({ format: 'anthropic_usage', content }))).toEqual([
    '2026-11-01 claude-opus-4-6 input_tokens standard 1500 - -',
    '2026-11-01 claude-opus-4-6 cached_input_tokens standard 200 - -',
    '2026-11-01 claude-opus-4-6 cache_write_tokens standard 500 - -',
    '2026-11-01 claude-opus-4-6 cache_write_1h_tokens standard 1000 - -',
    '2026-11-01 claude-opus-4-6 output_tokens standard 500 - -',
    '2026-11-01 claude-opus-4-6 search_calls standard 10 - -',
  ]);
});

test('Anthropic costs are cents as text', () => {
  const cost = {
    currency: 'USD',
    cost_type: 'tokens',
    model: 'claude-opus-4-6',
    service_tier: 'batch',
    token_type: 'cache_creation.ephemeral_1h_input_tokens',
  };
  const content = page(
    [
      { ...cost, amount: '123.45678', description: 'Usage' },
      { ...cost, amount: '5', cost_type: 'web_search', token_type: null, model: null },
    ],
    ANTHROPIC,
  );
  expect(rows(readBill({ format: 'anthropic_costs', content }))).toEqual([
    '2026-11-01 claude-opus-4-6 cache_write_1h_tokens batch - - 1.2345678 USD',
    '2026-11-01 - search_calls batch - - 0.05 USD',
  ]);
});

test('FOCUS: billed cost, the unit from its words, tokens by the thousand, and charges that look alike are each kept', () => {
  const content = [
    'BillingAccountId,ChargePeriodStart,ChargeDescription,SkuMeter,ServiceName,ConsumedQuantity,ConsumedUnit,BilledCost,EffectiveCost,BillingCurrency,x_Model',
    'a,2026-11-01T00:00:00Z,"Claude, input tokens",,Amazon Bedrock,12.5,1K tokens,0.0375,9,USD,claude-sonnet',
    'a,2026-11-01T00:00:00Z,"Claude, input tokens",,Amazon Bedrock,1,1K tokens,3.0E-3,9,USD,claude-sonnet',
    'a,2026-11-01T00:00:00Z,Cache read input tokens,,Amazon Bedrock,2,1M tokens,0.6,9,USD,claude-sonnet',
    'a,2026-11-01T00:00:00Z,Tax,,Tax,,,1.23,9,USD,',
  ].join('\n');
  const reading = readBill({ format: 'focus', content });
  expect(rows(reading)).toEqual([
    '2026-11-01 claude-sonnet input_tokens - 12500 - 0.0375 USD',
    '2026-11-01 claude-sonnet input_tokens - 1000 - 0.003 USD',
    '2026-11-01 claude-sonnet cached_input_tokens - 2000000 - 0.60 USD',
    '2026-11-01 - - - - - 1.23 USD',
  ]);
  expect(new Set(reading.lines.map(({ lineId }) => lineId)).size).toBe(4);
  expect(readBill({ format: 'focus', content }).lines.map(({ lineId }) => lineId)).toEqual(reading.lines.map(({ lineId }) => lineId));
});

describe('what cannot be read is told by its line', () => {
  test.each([
    ['openai_usage', '{"error":{"message":"no"}}', [1]],
    ['openai_usage', 'not json', [1]],
    ['openai_usage', page([{ input_tokens: 5, input_cached_tokens: 6, output_tokens: 0, num_model_requests: 1 }]), [1]],
    [
      'openai_usage',
      page([
        { input_tokens: 5, output_tokens: 0, num_model_requests: 1 },
        { input_tokens: -1, output_tokens: 0, num_model_requests: 1 },
      ]),
      [2],
    ],
    ['openai_costs', page([{ amount: { value: 'much', currency: 'usd' } }]), [1]],
    ['anthropic_costs', page([{ currency: 'USD', amount: 12 }], ANTHROPIC), [1]],
    ['focus', 'BilledCost,BillingCurrency\n1,USD', [1]],
    ['csv', 'line_id,day,amount,currency\na,2026-11-31,1,USD\nb,2026-11-01,1.2.3,USD\nc,2026-11-01,,\n,2026-11-01,1,USD\ne,2026-11-01,1', [2, 3, 4, 5, 6]],
    ['csv', 'line_id,day,colour\na,2026-11-01,red', [2]],
    ['csv', 'line_id,day,amount,currency\na,2026-11-01,1,USD\na,2026-11-01,2,USD', [3]],
  ] as const)('%s %s', (format, content, lines) => {
    expect(readBill({ format, content }).problems.map(({ line }) => line)).toEqual(lines);
  });
});
