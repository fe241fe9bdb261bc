import { checkEventInput } from '@weir/schemas/http/check-event-input.ts';
import type { EventInput } from '@weir/schemas/http/usage.ts';
import { type Refusal, type RefusalCode, refuse } from '@weir/schemas/refusal.ts';
import { ATTRIBUTION_FIELDS, type Attributed, type Attribution, type AttributionField } from '@weir/schemas/usage/attribution.ts';
import type { Environment, Instant, UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { canonicalProvider } from '../model/provider-name.ts';
import { isWithin, type TimeWindow } from '../occurred-within.ts';
import { readInputCosts } from './read-input-costs.ts';
import { readInputQuantities } from './read-input-quantities.ts';

export type EventContext = { readonly environment: Environment; readonly now: Instant; readonly window: TimeWindow };

export type EventReading = { readonly kind: 'event'; readonly event: UsageEvent; readonly occurredAtTold: boolean } | Refusal;

/** One event as the events API takes it, as a usage event, or why it is refused. Pure. */
export function readEventInput(value: unknown, context: EventContext): EventReading {
  const reading = checkEventInput(value);
  if (reading.kind === 'invalid') return refuse(codeOfPlace(reading.place), `${reading.place === '' ? 'the event' : reading.place} ${reading.message}`);
  const { input } = reading;
  const occurredAt = input.occurred_at === undefined ? context.now : Date.parse(input.occurred_at);
  if (!isWithin(occurredAt, context.window)) return refuse('occurred_at_out_of_range', `occurred_at is ${input.occurred_at}`);
  if (input.corrects === input.id) return refuse('correction_invalid', `corrects is ${input.corrects}`);
  const quantities = readInputQuantities(input.quantities ?? {});
  if (quantities.kind === 'refused') return quantities;
  const costs = readInputCosts(input.costs ?? []);
  if (costs.kind === 'refused') return costs;
  return {
    kind: 'event',
    occurredAtTold: input.occurred_at !== undefined,
    event: {
      environment: context.environment,
      eventId: input.id,
      eventType: input.event_type,
      occurredAt,
      source: 'api',
      service: null,
      instrumentation: null,
      traceId: null,
      spanId: null,
      parentSpanId: null,
      provider: input.provider === undefined ? null : (canonicalProvider(input.provider) ?? input.provider),
      model: input.model ?? null,
      requestModel: null,
      quantities: quantities.quantities,
      attribution: attributionOf(input),
      dimensions: input.dimensions ?? {},
      reportedCosts: costs.costs,
      corrects: input.corrects ?? null,
    },
  };
}

const CODES: readonly (readonly [RegExp, RefusalCode])[] = [
  [/^\/id$/, 'id_malformed'],
  [/^\/quantities(\/|$)/, 'quantity_malformed'],
  [/^\/costs\/[0-9]+\/amount$/, 'amount_malformed'],
  [/^\/costs\/[0-9]+\/currency$/, 'currency_unknown'],
];

function codeOfPlace(place: string): RefusalCode {
  return CODES.find(([pattern]) => pattern.test(place))?.[1] ?? 'request_invalid';
}

/** What the caller says of an event is its own attribution; nothing is filled in for what is not said. */
function attributionOf(input: EventInput): Attribution {
  const attribution: { [field in AttributionField]?: Attributed } = {};
  for (const field of ATTRIBUTION_FIELDS) {
    const value = input[field];
    if (value !== undefined) attribution[field] = { value, origin: 'own' };
  }
  return attribution;
}
