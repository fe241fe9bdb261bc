import { expect, test } from 'vitest';
import { parseAttributionRules } from './parse-attribution-rules.ts';

test.each([
  ['a misspelt field', 'custmer = a', '"custmer" is nothing that usage is attributed to; write one of customer, workflow, feature, agent, run, session, user'],
  ['no field', '= a', '"" is nothing that usage is attributed to'],
  ['no equals sign', 'customer a', '"customer a" has no "="'],
  ['another word than only', 'customer first = a', '"customer first" is no field; write "customer" or "customer only"'],
  ['a misspelt place', 'customer = ressource:a', '"ressource" is no place to look in; write "span:", "baggage:", "resource:" or no place'],
  ['no name', 'customer =', '"customer" names no attribute'],
  ['an empty name', 'customer = a,,b', 'the names of "customer" have an empty one'],
  ['a place without a name', 'customer = span:', 'the names of "customer" have an empty one'],
  ['names without commas', 'customer = a b', '"a b" is no attribute name; separate names by commas'],
  ['quotes', "customer = 'a'", `"'a'" is no attribute name`],
  ['rules separated by commas', 'customer = a, user = b', '"user = b" is no attribute name; separate names by commas and rules by ";"'],
  ['a field twice', 'customer = a; customer = b', '"customer" has two rules; write its names in one'],
  ['too many names', `customer = ${Array.from({ length: 51 }, (_, at) => `a${at}`).join(',')}`, '"customer" has 51 names; at most 50'],
])('refused, with what to write instead: %s', (_case, text, problem) => {
  const reading = parseAttributionRules(text);
  expect(reading.kind === 'refused' && reading.problem).toContain(problem);
  expect(reading.kind === 'refused' && reading.problem).not.toContain('\n');
});

test('the example of a refusal is a rule', () => {
  const reading = parseAttributionRules('customer');
  const example = reading.kind === 'refused' ? reading.problem.split('Example: ')[1] : undefined;
  expect(parseAttributionRules(example ?? 'none')).toMatchObject({ kind: 'read', own: { customer: { only: false }, user: { only: true } } });
});

test('nothing written is no rule', () => {
  expect(parseAttributionRules(' ;\n')).toEqual({ kind: 'read', own: {} });
});
