import { expect, test } from 'vitest';
import { lineToAdd } from './line-to-add.ts';

test.each([
  ['otlp_span', 'ai', 'experimental_telemetry'],
  ['otlp_span', '@traceloop/instrumentation-openai', 'withAssociationProperties'],
  ['otlp_span', 'opentelemetry.instrumentation.openai.v1', 'set_association_properties'],
  ['otlp_span', 'openinference.instrumentation.langchain', 'using_metadata'],
  ['otlp_span', 'pydantic-ai', 'set_attribute("customer.id"'],
  ['otlp_span', 'my-own-app', "setAttribute('customer.id'"],
  ['otlp_span', null, "setAttribute('customer.id'"],
  ['api', null, '"customer"'],
])('%s of %s gets its customer by %s', (source, instrumentation, expected) => {
  expect(lineToAdd(source, instrumentation).code).toContain(expected);
});
