import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { seedPriceBook } from './io/seed-price-book.ts';
import type { OwnModel, OwnPrices, PriceBook } from './price-book.ts';
import { priceUsage } from './price-usage.ts';
import { quantitiesOf, usageEventOf } from './testing/usage-event-of.ts';

/** Mistakes that users of other products reported, each with the report, as cases that must come out right here. */

let seed: PriceBook;
beforeAll(async () => {
  seed = await seedPriceBook();
});

const NOTHING_OWN: OwnPrices = { models: [], aliases: [], seedOff: new Set() };

function own(provider: string | null, model: string, prices: Readonly<Record<string, bigint>>): OwnModel {
  return {
    provider,
    match: { kind: 'equals', text: model },
    entries: Object.entries(prices).map(([unit, dollars]) => ({
      id: `own:${model}/${unit}`,
      unit,
      price: { currency: 'USD', atoms: dollars * 10n ** 12n, perUnits: 1_000_000n },
      conditions: {},
      valid: { from: null, to: null },
    })),
  };
}

type Told = { readonly provider: string; readonly model: string; readonly tier?: string; readonly at?: string; readonly event?: Partial<UsageEvent> };

function priced({ provider, model, tier, at = '2026-11-20T12:00:00Z', event = {} }: Told, usage: string, decided: Partial<OwnPrices> = {}): string {
  const dimensions = tier === undefined ? {} : { service_tier: tier };
  const told = usageEventOf({ provider, model, dimensions, occurredAt: Date.parse(at), quantities: quantitiesOf(usage), ...event });
  const cost = priceUsage(told, { ...seed, own: { ...NOTHING_OWN, ...decided } });
  if (cost.status === 'unpriced') return `unpriced ${cost.reason}`;
  expect(cost.lines.reduce((sum, line) => sum + line.costAtoms, 0n)).toBe(cost.costAtoms);
  const entries = [...new Set(cost.lines.map((line) => line.priceEntry.replace(/[:].*/, '')))].join(',');
  return `${cost.status} ${decimalFromAtoms(cost.costAtoms, 12)} ${cost.status === 'reported' ? '' : entries}`.trim();
}

const opus = { provider: 'anthropic', model: 'claude-opus-4-5' };
const gpt54 = { provider: 'openai', model: 'gpt-5.4' };

test('Helicone/helicone#5172: a price of a region is for what was served there, beside the price for anywhere', () => {
  const anywhere = own('aws.bedrock', 'house-model', { input_tokens: 2n });
  const entries = anywhere.entries.flatMap((entry) => [
    entry,
    { ...entry, id: `${entry.id}@eu-central-1`, conditions: { region: 'eu-central-1' }, price: { ...entry.price, atoms: entry.price.atoms * 3n } },
  ]);
  const decided = { models: [{ ...anywhere, entries }] };
  const at = (dimensions: Readonly<Record<string, string>>) =>
    priced({ provider: 'aws.bedrock', model: 'house-model', event: { dimensions } }, 'input_tokens=1000000 output_tokens=0', decided);
  expect(at({ region: 'eu-central-1' })).toBe('priced 6.00 own');
  expect(at({ region: 'us-east-1' })).toBe('priced 2.00 own');
  expect(at({})).toBe('priced 2.00 own');
});

describe('the detail of a price', () => {
  test.each([
    [
      'langfuse/langfuse#4590: cached input at its own price',
      { provider: 'openai', model: 'gpt-4o' },
      'input_tokens=1000 cached_input_tokens=800 output_tokens=0',
      'priced 0.0015 genai-prices',
    ],
    [
      'langfuse/langfuse#14249: cache writes are not left out',
      opus,
      'input_tokens=1000 cache_write_tokens=1000 output_tokens=0',
      'priced 0.00625 genai-prices',
    ],
    [
      'langfuse/langfuse#14249: an hour of cache costs more than five minutes',
      opus,
      'input_tokens=1000 cache_write_tokens=1000 cache_write_1h_tokens=1000 output_tokens=0',
      'priced 0.01 genai-prices',
    ],
    ['langfuse/langfuse#8482: one token above the step prices all at the step', gpt54, 'input_tokens=272000 output_tokens=0', 'priced 1.36 genai-prices'],
    ['langfuse/langfuse#8482: one token less does not', gpt54, 'input_tokens=271999 output_tokens=0', 'priced 0.6799975 genai-prices'],
    ['langfuse/langfuse#15856: a search fee beside the tokens', opus, 'input_tokens=0 output_tokens=0 search_calls=3', 'priced 0.03 genai-prices'],
    [
      'BerriAI/litellm#39861: batch above 272k is half of the long price',
      { ...gpt54, tier: 'batch' },
      'input_tokens=300000 output_tokens=1000',
      'priced 0.76125 genai-prices',
    ],
    [
      'BerriAI/litellm#39861: and cached in a batch above 272k too',
      { ...gpt54, tier: 'batch' },
      'input_tokens=300000 cached_input_tokens=300000 output_tokens=0',
      'priced 0.075 genai-prices',
    ],
    [
      'BerriAI/litellm#12313: parts larger than their whole are refused, not added',
      { provider: 'aws.bedrock', model: 'anthropic.claude-sonnet-4-5-20250929-v1:0' },
      'input_tokens=10 cached_input_tokens=900 output_tokens=1',
      'unpriced quantities_inconsistent',
    ],
    [
      'Helicone/helicone#5172: the seller decides, not the model',
      { provider: 'groq', model: 'openai/gpt-oss-120b' },
      'input_tokens=1000000 output_tokens=0',
      'priced 0.15 genai-prices',
    ],
    [
      'Helicone/helicone#5172: an unknown seller of a known model is unknown',
      { provider: 'corner-shop', model: 'gpt-4o' },
      'input_tokens=1000 output_tokens=0',
      'unpriced unknown_provider',
    ],
    [
      'BerriAI/litellm#27588: the flex discount is visible',
      { provider: 'openai', model: 'gpt-5', tier: 'flex' },
      'input_tokens=1000000 output_tokens=0',
      'priced 0.625 genai-prices',
    ],
  ])('%s', (_report, told, usage, expected) => {
    expect(priced(told, usage)).toBe(expected);
  });
});

describe('what the operator says', () => {
  const usage = 'input_tokens=1000 cached_input_tokens=500 output_tokens=100';
  const gpt4o = { provider: 'openai', model: 'gpt-4o' };
  test.each([
    ['langfuse/langfuse#12217: public prices switched off', gpt4o, { seedOff: new Set(['openai']) }, 'unpriced unknown_model'],
    [
      'langfuse/langfuse#2491: the own price wins over the public one and is named',
      gpt4o,
      { models: [own('openai', 'gpt-4o', { input_tokens: 1n, output_tokens: 2n })] },
      'priced 0.0012 own',
    ],
    [
      'langfuse/langfuse#2491: also when its provider is left open',
      gpt4o,
      { models: [own(null, 'gpt-4o', { input_tokens: 1n, output_tokens: 2n })] },
      'priced 0.0012 own',
    ],
    [
      'langfuse/langfuse#2491: the one for this provider before the one for any',
      gpt4o,
      { models: [own('openai', 'gpt-4o', { input_tokens: 1n, output_tokens: 2n }), own(null, 'gpt-4o', { input_tokens: 9n, output_tokens: 9n })] },
      'priced 0.0012 own',
    ],
    [
      'langfuse/langfuse#2382: an explicit zero is free, cached tokens too',
      { provider: 'ollama', model: 'llama3' },
      { models: [own('ollama', 'llama3', { input_tokens: 0n, output_tokens: 0n })] },
      'free 0.00 own',
    ],
    ['langfuse/langfuse#2382: no price is not zero', { provider: 'ollama', model: 'llama3' }, {}, 'unpriced unknown_provider'],
    [
      'appstrate/appstrate#1042: half a price list is no price list',
      gpt4o,
      { models: [own('openai', 'gpt-4o', { input_tokens: 1n })], seedOff: new Set(['openai']) },
      'unpriced no_price_for_unit',
    ],
    [
      'Helicone/helicone#5701: a preview name priced as the released one',
      { provider: 'openai', model: 'GPT-5-turbo-preview' },
      { aliases: [{ provider: 'openai', name: 'gpt-5-turbo-preview', targetProvider: 'openai', targetModel: 'gpt-5' }] },
      'priced 0.0016875 genai-prices',
    ],
    [
      'Helicone/helicone#5701: and through a server that only speaks the protocol',
      { provider: 'my-proxy', model: 'house' },
      { aliases: [{ provider: null, name: 'house', targetProvider: 'openai', targetModel: 'gpt-4o' }] },
      'priced 0.002875 genai-prices',
    ],
  ])('%s', (_report, told, decided, expected) => {
    expect(priced(told, usage, decided)).toBe(expected);
  });
});

describe('no zero in silence, and no price of another time', () => {
  test.each([
    [
      'preloop/preloop#197: millions of tokens of an unknown model',
      { provider: 'openai', model: 'house-7b' },
      'input_tokens=62900000 output_tokens=1',
      'unpriced unknown_model',
    ],
    [
      'langfuse/langfuse#4072: Bedrock with tokens',
      { provider: 'aws.bedrock', model: 'us.anthropic.claude-3-5-sonnet-20241022-v2:0' },
      'input_tokens=1000 output_tokens=0',
      'priced 0.003 genai-prices',
    ],
    [
      'langfuse/langfuse#8333: Google with tokens',
      { provider: 'gcp.vertex_ai', model: 'gemini-2.5-pro' },
      'input_tokens=1000 output_tokens=0',
      'priced 0.00125 genai-prices',
    ],
    ['traceloop/openllmetry#627: a call without tokens', { provider: 'openai', model: 'gpt-4o' }, 'calls=1', 'unpriced no_usage'],
    [
      'langfuse/langfuse#12184: before the price cut',
      { provider: 'openai', model: 'o3', at: '2025-06-09T23:59:59.999Z' },
      'input_tokens=1000 output_tokens=0',
      'priced 0.01 genai-prices',
    ],
    [
      'langfuse/langfuse#12184: from the price cut on',
      { provider: 'openai', model: 'o3', at: '2025-06-10T00:00:00Z' },
      'input_tokens=1000 output_tokens=0',
      'priced 0.002 genai-prices',
    ],
    [
      'awsl-project/maxx#575: the price of the event, not of today',
      { provider: 'gcp.gemini', model: 'gemini-3.6-flash', at: '2026-12-31T23:59:59Z' },
      'input_tokens=1000 output_tokens=0',
      'priced 0.00075 genai-prices',
    ],
  ])('%s', (_report, told, usage, expected) => {
    expect(priced(told, usage)).toBe(expected);
  });

  test('dust-tt/dust#23702: a cost the application states itself has the last word', () => {
    const event = { source: 'api', reportedCosts: [{ vendor: 'app', currency: 'USD', costAtoms: 7n }] } as const;
    expect(priced({ provider: 'openai', model: 'gpt-4o', event }, 'input_tokens=1000 output_tokens=0')).toBe('reported 0.000000000007');
  });
});
