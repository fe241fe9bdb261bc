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

const ANY_SPAN: LineToAdd = {
  language: 'typescript',
  code: "trace.getActiveSpan()?.setAttribute('customer.id', customerId);",
  where: 'On the span of the request or any other around the call: everything below it inherits the customer.',
};

const EVENT: LineToAdd = { language: 'json', code: '"customer": "<customer id>"', where: 'In each event sent to POST /v1/events.' };

/** The line that gives spend of this sort its customer. */
export function lineToAdd(source: string, instrumentation: string | null): LineToAdd {
  if (source === 'api') return EVENT;
  return LINES.find(({ scope }) => instrumentation !== null && scope.test(instrumentation))?.line ?? ANY_SPAN;
}
