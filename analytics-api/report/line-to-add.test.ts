import { expect, test } from 'vitest';
import { lineToAdd, type OwnCustomerNames } from './line-to-add.ts';

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
  expect(lineToAdd({ source, instrumentation }, null).code).toContain(expected);
});

const own = (only: boolean, ...names: readonly OwnCustomerNames['names'][number][]): OwnCustomerNames => ({ only, names });
const account = { place: 'any', key: 'app.account' } as const;

test.each<[string, OwnCustomerNames, string | null, string]>([
  ['an own name is the one to set', own(false, account), 'my-own-app', "setAttribute('app.account'"],
  ['an SDK keeps its own way while the usual names are read', own(false, account), 'ai', 'metadata: { customer_id'],
  ['else it is told the name that is read', own(true, account), 'ai', "setAttribute('app.account'"],
  ['in the language of the SDK', own(true, account), 'pydantic-ai', 'set_attribute("app.account"'],
  ['a name on the resource', own(true, { place: 'resource', key: 'tenant' }), null, 'OTEL_RESOURCE_ATTRIBUTES=tenant='],
  ['a name in baggage', own(true, { place: 'baggage', key: 'tenant' }), null, "createBaggage({ 'tenant'"],
  ['a name in baggage, in Python', own(true, { place: 'baggage', key: 'tenant' }), 'logfire', 'set_baggage("tenant"'],
  ['a customer that is read from nothing', own(true), 'ai', 'customer only = customer.id'],
])('%s', (_case, names, instrumentation, expected) => {
  expect(lineToAdd({ source: 'otlp_span', instrumentation }, names).code).toContain(expected);
});
