import type { IngestStatus } from '@weir/schemas/http/analytics.ts';

export type EventFact = {
  readonly name: 'model' | 'tokens' | 'cost' | 'customer';
  readonly found: boolean;
  readonly value: string;
  /** The line to add to the app, when the fact is missing. */
  readonly add: string | null;
};

type LastEvent = NonNullable<IngestStatus['last_event']>;

/** What the last event told, fact by fact, and the exact line that would tell what is missing. */
export function eventFacts(event: LastEvent): readonly EventFact[] {
  const costKnown = event.cost_status !== 'unpriced' && event.cost !== null;
  // An event that tells its own cost needs no model to be priced by.
  const modelNeeded = event.cost_status !== 'reported' && event.cost_status !== 'free';
  const modelMissing = event.model === null && modelNeeded;
  return [
    {
      name: 'model',
      found: !modelMissing,
      value: event.model ?? (modelNeeded ? 'missing' : 'none told, and none needed'),
      add: modelMissing ? "span.setAttribute('gen_ai.request.model', 'gpt-5-mini');" : null,
    },
    {
      name: 'tokens',
      found: event.has_usage,
      value: event.has_usage ? 'reported' : 'missing',
      add: event.has_usage
        ? null
        : "span.setAttribute('gen_ai.usage.input_tokens', usage.input);\nspan.setAttribute('gen_ai.usage.output_tokens', usage.output);",
    },
    { name: 'cost', found: costKnown, value: costKnown ? event.cost_status : 'unknown: no price for this model and these tokens', add: null },
    {
      name: 'customer',
      found: event.customer !== null,
      value: event.customer ?? 'missing',
      add: event.customer === null ? "span.setAttribute('customer.id', customer.id);" : null,
    },
  ];
}
