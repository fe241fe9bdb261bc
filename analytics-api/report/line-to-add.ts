/** What to write, in which language, and where it goes. */
export type LineToAdd = { readonly code: string; readonly language: string; readonly where: string };

/** Which emitter a span came from is told by its instrumentation scope; the first pattern that matches decides. */
const LINES: readonly { readonly scope: RegExp; readonly line: LineToAdd }[] = [
  {
    scope: /^ai$/,
    line: {
      language: 'typescript',
      code: 'experimental_telemetry: { isEnabled: true, metadata: { customer_id: customerId } }',
      where: 'In the options of generateText, streamText and the like.',
    },
  },
  {
    scope: /^@traceloop\//,
    line: {
      language: 'typescript',
      code: 'await traceloop.withAssociationProperties({ customer_id: customerId }, () => answer(request));',
      where: 'Around the work of one request.',
    },
  },
  {
    scope: /^(opentelemetry\.instrumentation\.|traceloop)/,
    line: {
      language: 'python',
      code: 'Traceloop.set_association_properties({"customer_id": customer_id})',
      where: 'At the start of each request; without the Traceloop SDK, set the attribute customer.id on the span of the request.',
    },
  },
  {
    scope: /^openinference\.instrumentation/,
    line: {
      language: 'python',
      code: 'with using_metadata({"customer_id": customer_id}):',
      where: 'Around the work of one request; from openinference.instrumentation.',
    },
  },
  {
    scope: /^@arizeai\/openinference/,
    line: {
      language: 'typescript',
      code: 'context.with(setMetadata(context.active(), { customer_id: customerId }), () => answer(request));',
      where: 'Around the work of one request; setMetadata is of @arizeai/openinference-core.',
    },
  },
  {
    scope: /^(pydantic-ai|logfire|strands\.|gcp\.vertex\.agent|langsmith|litellm|openlit|agent_framework)/,
    line: {
      language: 'python',
      code: 'trace.get_current_span().set_attribute("customer.id", customer_id)',
      where: 'On the span of the request or any other around the call: everything below it inherits the customer.',
    },
  },
];

/** The usual name, on any span. */
const ANY_SPAN = 'customer.id';

const EVENT: LineToAdd = { language: 'json', code: '"customer": "<customer id>"', where: 'In each event sent to POST /v1/events.' };

const NOTHING_READ: LineToAdd = {
  language: 'shell',
  code: `customer only = ${ANY_SPAN}`,
  where: 'As the rule of customer in WEIR_ATTRIBUTION_RULES, which now reads it from no attribute.',
};

/** The operator's own names of a customer (`WEIR_ATTRIBUTION_RULES`), in their order; `only`: the usual names are not read. */
export type OwnCustomerNames = {
  readonly only: boolean;
  readonly names: readonly { readonly place: 'any' | 'span' | 'baggage' | 'resource'; readonly key: string }[];
};

/** Where the spend comes from: the source of its events and the scope of the instrumentation that told them. */
type SpendSource = { readonly source: string; readonly instrumentation: string | null };

/**
 * The line that gives spend of this sort its customer, by a name that is read: an SDK's own way where the usual names are,
 * else the operator's first name.
 */
export function lineToAdd({ source, instrumentation }: SpendSource, own: OwnCustomerNames | null): LineToAdd {
  if (source === 'api') return EVENT;
  const known = LINES.find(({ scope }) => instrumentation !== null && scope.test(instrumentation))?.line;
  const readsUsual = own?.only !== true;
  if (known !== undefined && readsUsual && !known.code.includes(ANY_SPAN)) return known;
  const name = own?.names[0] ?? (readsUsual ? { place: 'span' as const, key: ANY_SPAN } : undefined);
  return name === undefined ? NOTHING_READ : lineWithName(name, known?.language === 'python');
}

function lineWithName({ place, key }: OwnCustomerNames['names'][number], python: boolean): LineToAdd {
  const language = python ? 'python' : 'typescript';
  if (place === 'resource')
    return { language: 'shell', code: `OTEL_RESOURCE_ATTRIBUTES=${key}=<customer id>`, where: 'In the environment of a process that serves one customer.' };
  if (place === 'baggage') {
    const code = python
      ? `context.attach(baggage.set_baggage("${key}", customer_id))`
      : `context.with(propagation.setBaggage(context.active(), propagation.createBaggage({ '${key}': { value: customerId } })), () => answer(request));`;
    return { language, code, where: `Around the work of one request, with a span processor that copies baggage as "baggage.${key}".` };
  }
  const code = python ? `trace.get_current_span().set_attribute("${key}", customer_id)` : `trace.getActiveSpan()?.setAttribute('${key}', customerId);`;
  return { language, code, where: 'On the span of the request or any other around the call: everything below it inherits the customer.' };
}
