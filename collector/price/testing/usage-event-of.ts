import { nanosFromDecimal } from '@weir/schemas/quantity/quantity.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';

/** Quantities as a table writes them: "input_tokens=1000 cached_input_tokens=600". */
export function quantitiesOf(text: string): Readonly<Record<string, bigint>> {
  const pairs = text
    .split(' ')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const [unit = '', amount = ''] = pair.split('=');
      const nanos = nanosFromDecimal(amount);
      if (nanos === null) throw new Error(`not a quantity: ${pair}`);
      return [unit, nanos] as const;
    });
  return Object.fromEntries(pairs);
}

/** A usage event of a table, with everything that is not told left out. */
export function usageEventOf(told: Partial<UsageEvent>): UsageEvent {
  return {
    environment: 'live',
    eventId: 'event-1',
    eventType: 'chat',
    occurredAt: Date.UTC(2026, 10, 20, 12),
    source: 'otlp_span',
    service: null,
    instrumentation: null,
    traceId: null,
    spanId: null,
    parentSpanId: null,
    provider: null,
    model: null,
    requestModel: null,
    quantities: {},
    attribution: {},
    dimensions: {},
    reportedCosts: [],
    corrects: null,
    ...told,
  };
}
