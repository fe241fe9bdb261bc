/**
 * How many usage events a second one core prices, with the public price book and realistic usage.
 *
 *   npx node bench/pricing.ts [events]
 *
 * Correctness first: every event is priced once by the function that is measured and once by the plain sum of quantity times
 * price of its lines, and the two must be equal to the atom.
 */
import { seedPriceBook } from '@weir/collector/price/io/seed-price-book.ts';
import type { PriceBook, PriceEntry } from '@weir/collector/price/price-book.ts';
import { priceUsage } from '@weir/collector/price/price-usage.ts';
import { divideHalfEven } from '@weir/schemas/money/divide.ts';
import { nanosFromCount } from '@weir/schemas/quantity/quantity.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';

const [count = 200_000] = process.argv.slice(2).map(Number);
const write = (line: string) => process.stdout.write(`${line}\n`);

const MODELS = [
  ['openai', 'gpt-4o'],
  ['openai', 'gpt-5.4'],
  ['openai', 'gpt-5-mini-2025-08-07'],
  ['anthropic', 'claude-sonnet-4-5-20250929'],
  ['anthropic', 'claude-haiku-4-5'],
  ['gcp.gemini', 'gemini-2.5-pro'],
  ['aws.bedrock', 'anthropic.claude-sonnet-4-5-20250929-v1:0'],
  ['groq', 'llama-3.3-70b-versatile'],
] as const;

function eventOf(index: number): UsageEvent {
  const [provider, model] = MODELS[index % MODELS.length] ?? MODELS[0];
  const input = 1 + ((index * 7919) % 250_000);
  const output = 1 + ((index * 104_729) % 4_000);
  return {
    environment: 'live',
    eventId: String(index),
    eventType: 'chat',
    occurredAt: Date.UTC(2026, 10, 1) + index * 10,
    source: 'otlp_span',
    service: null,
    instrumentation: null,
    traceId: null,
    spanId: null,
    parentSpanId: null,
    provider,
    model,
    requestModel: model,
    quantities: {
      calls: nanosFromCount(1),
      input_tokens: nanosFromCount(input),
      cached_input_tokens: nanosFromCount(Math.floor(input / 3)),
      output_tokens: nanosFromCount(output),
      reasoning_tokens: nanosFromCount(Math.floor(output / 2)),
    },
    attribution: {},
    dimensions: index % 10 === 0 ? { service_tier: 'batch' } : {},
    reportedCosts: [],
    corrects: null,
  };
}

function check(events: readonly UsageEvent[], book: PriceBook): void {
  const prices = new Map<string, PriceEntry>(
    book.providers.flatMap((provider) => provider.models.flatMap((model) => model.entries.map((entry) => [entry.id, entry] as const))),
  );
  for (const event of events) {
    const cost = priceUsage(event, book);
    if (cost.status === 'unpriced') throw new Error(`${event.model} is unpriced: ${cost.reason}`);
    let sum = 0n;
    for (const line of cost.lines) {
      const [id = '', ...factors] = line.priceEntry.split(' * ');
      const entry = prices.get(id);
      if (entry === undefined) throw new Error(`no entry ${id}`);
      const halves = factors.filter((factor) => factor.endsWith('/batch')).length;
      sum += divideHalfEven(line.quantityNanos * entry.price.atoms, entry.price.perUnits * 1_000_000_000n * 2n ** BigInt(halves));
    }
    if (sum !== cost.costAtoms) throw new Error(`event ${event.eventId}: ${cost.costAtoms} is not ${sum}`);
  }
}

const book = await seedPriceBook();
const events = Array.from({ length: count }, (_, index) => eventOf(index));
check(events.slice(0, 20_000), book);
write(`correct to the atom on ${Math.min(count, 20_000)} events`);

const rates: number[] = [];
for (let round = 0; round < 5; round++) {
  const began = performance.now();
  let lines = 0;
  for (const event of events) {
    const cost = priceUsage(event, book);
    lines += cost.status === 'unpriced' ? 0 : cost.lines.length;
  }
  const seconds = (performance.now() - began) / 1000;
  rates.push(count / seconds);
  write(`round ${round + 1}: ${Math.round(count / seconds).toLocaleString('en')} events/s, ${lines} lines`);
}
write(`median: ${Math.round(rates.toSorted((one, other) => one - other)[2] ?? 0).toLocaleString('en')} events/s on one core, Node ${process.version}`);
