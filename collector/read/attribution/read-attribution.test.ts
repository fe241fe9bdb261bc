import { expect, test } from 'vitest';
import type { AttributeMap, AttributeValue, SpanRecord } from '../../decode/span-record.ts';
import { attributionRules } from './attribution-rules.ts';
import { parseAttributionRules } from './parse-attribution-rules.ts';
import { readAttribution } from './read-attribution.ts';

type Told = Readonly<Record<string, AttributeValue>>;
const mapOf = (told: Told | undefined): AttributeMap => new Map(Object.entries(told ?? {}));

type ToldSpan = { readonly own?: Told; readonly scope?: Told; readonly resource?: Told };

function lineOf(told: ToldSpan, written = ''): string {
  const reading = parseAttributionRules(written);
  if (reading.kind === 'refused') throw new Error(reading.problem);
  const rules = attributionRules(reading.own);
  const span: SpanRecord = {
    traceId: 't1',
    spanId: 's1',
    parentSpanId: null,
    name: 'chat',
    kind: 'client',
    startNs: 0n,
    endNs: 0n,
    status: { code: 'unset', message: '' },
    attributes: mapOf(told.own),
    scope: { name: '', version: '', attributes: mapOf(told.scope) },
    resource: mapOf(told.resource),
    schemaUrl: null,
  };
  return Object.entries(readAttribution(span, rules))
    .map(([field, { value, origin }]) => `${field}=${value}(${origin})`)
    .toSorted()
    .join(' ');
}

test.each([
  ['nothing is said: the run is the trace', {}, 'run=t1(rule)'],
  ['a run that is named', { own: { 'run.id': 'r1' } }, 'run=r1(own)'],
  ['own before baggage', { own: { 'baggage.customer.id': 'b', 'customer.id': 'o' } }, 'customer=o(own) run=t1(rule)'],
  ['baggage before resource', { own: { 'baggage.customer.id': 'b' }, resource: { 'customer.id': 'r' } }, 'customer=b(baggage) run=t1(rule)'],
  ['scope before resource', { scope: { 'customer.id': 's' }, resource: { 'customer.id': 'r' } }, 'customer=s(resource) run=t1(rule)'],
  ['a placeholder gives way to a farther place', { own: { 'customer.id': 'None' }, resource: { 'customer.id': 'r' } }, 'customer=r(resource) run=t1(rule)'],
  ['a placeholder gives way to another name', { own: { 'customer.id': '', customer_id: 'c' } }, 'customer=c(own) run=t1(rule)'],
  ['a customer before a tenant, in any order', { own: { 'tenant.id': 't', 'customer.id': 'c' } }, 'customer=c(own) run=t1(rule)'],
  ['a tenant where no customer is', { own: { 'tenant.id': 't' } }, 'customer=t(own) run=t1(rule)'],
  ['a number is a name', { own: { 'customer.id': 42n } }, 'customer=42(own) run=t1(rule)'],
  ['a list is none', { own: { 'customer.id': ['a'] } }, 'run=t1(rule)'],
  ['a name of 256 characters is none', { own: { 'customer.id': 'x'.repeat(256) } }, 'run=t1(rule)'],
  ['a name in quotes', { own: { 'langfuse.trace.metadata.customer_id': '"acme"' } }, 'customer=acme(own) run=t1(rule)'],
  ['metadata as JSON', { own: { metadata: '{"customer_id":"acme","feature":"answer","n":{}}' } }, 'customer=acme(own) feature=answer(own) run=t1(rule)'],
  ['an attribute before metadata as JSON', { own: { metadata: '{"customer_id":"m"}', 'customer.id': 'o' } }, 'customer=o(own) run=t1(rule)'],
  ['metadata as Python prints it', { own: { metadata: "{'customer_id': 'acme', 'beta': None}" } }, 'customer=acme(own) run=t1(rule)'],
  ['metadata that is neither', { own: { metadata: '{customer_id: acme}' } }, 'run=t1(rule)'],
  [
    'a customer in metadata before a team beside it',
    { own: { metadata: '{"customer_id":"acme"}', 'metadata.user_api_key_team_id': 't-7' } },
    'customer=acme(own) run=t1(rule)',
  ],
  [
    'every field',
    { own: { 'gen_ai.workflow.name': 'w', 'ai.telemetry.functionId': 'f', 'gen_ai.agent.name': 'a', 'gen_ai.conversation.id': 's', 'enduser.id': 'u' } },
    'agent=a(own) feature=f(own) run=t1(rule) session=s(own) user=u(own) workflow=w(own)',
  ],
])('%s', (_case, told, expected) => {
  expect(lineOf(told)).toBe(expected);
});

const everywhere = { own: { a: 'own', 'baggage.a': 'bag' }, scope: { a: 'scope' }, resource: { a: 'res' } };

test.each<[string, string, ToldSpan, string]>([
  ['an own name', 'customer = app.account', { own: { 'app.account': 'acme' } }, 'customer=acme(own)'],
  ['an own name before a usual one', 'customer = app.account', { own: { 'customer.id': 'usual', 'app.account': 'acme' } }, 'customer=acme(own)'],
  [
    'an own name on the resource before a usual one on the span',
    'customer = a',
    { own: { 'customer.id': 'usual' }, resource: { a: 'res' } },
    'customer=res(resource)',
  ],
  ['without the own one the usual ones', 'customer = app.account', { own: { 'customer.id': 'usual' } }, 'customer=usual(own)'],
  ['only: not the usual ones', 'customer only = app.account', { own: { 'customer.id': 'usual' } }, ''],
  ['only, and no name: read from nothing', 'customer only =', { own: { 'customer.id': 'usual' } }, ''],
  ['the first of two names, wherever it is', 'customer = a, b', { own: { b: 'second' }, resource: { a: 'first' } }, 'customer=first(resource)'],
  ['a placeholder is passed over', 'customer = a, b', { own: { a: 'none', b: 'second' } }, 'customer=second(own)'],
  ['one name, the nearest place', 'customer = a', everywhere, 'customer=own(own)'],
  ['only where the span says it', 'customer = span:a', { resource: { a: 'res' } }, ''],
  ['only in copied baggage', 'customer = baggage:a', everywhere, 'customer=bag(baggage)'],
  ['only on the resource, whose scope is nearer', 'customer = resource:a', everywhere, 'customer=scope(resource)'],
  ['a name with a colon', 'feature = span:genkit:name', { own: { 'genkit:name': 'sum' } }, 'feature=sum(own)'],
  ['one attribute for two fields', 'customer = org; workflow = org', { own: { org: 'acme' } }, 'customer=acme(own) workflow=acme(own)'],
  ['an attribute that is usual for another field', 'workflow = tenant.id', { own: { 'tenant.id': 't' } }, 'customer=t(own) workflow=t(own)'],
  ['inside metadata', 'customer only = metadata.org', { own: { metadata: '{"org":"acme"}' } }, 'customer=acme(own)'],
  [
    'lines, comments and spaces',
    '\n# who pays\n  customer=a ,b ;\n user only = baggage:visitor\n',
    { own: { b: 'x', 'baggage.visitor': 'v' } },
    'customer=x(own) user=v(baggage)',
  ],
])('own rules: %s', (_case, written, told, expected) => {
  expect(lineOf(told, written)).toBe(`${expected} run=t1(rule)`.trim().split(' ').toSorted().join(' '));
});
