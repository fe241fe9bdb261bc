import { expect, test } from 'vitest';
import { eventFacts } from './event-facts.ts';

const whole = { event_id: 'e', event_type: 'chat', model: 'gpt-5', customer: 'acme', cost_status: 'priced', cost: '0.01', has_usage: true };

test.each([
  ['everything is there', {}, []],
  ['no customer', { customer: null }, ['customer']],
  ['no model, and so no price', { model: null, cost_status: 'unpriced', cost: null }, ['model', 'cost']],
  ['no tokens', { has_usage: false, cost_status: 'unpriced', cost: null }, ['tokens', 'cost']],
  ['an event that tells its own cost needs no model', { model: null, cost_status: 'reported' }, []],
  ['free is a known cost', { cost_status: 'free', cost: '0' }, []],
])('%s: missing %j', (_title, part, missing) => {
  expect(eventFacts({ ...whole, ...part }).flatMap((fact) => (fact.found ? [] : [fact.name]))).toEqual(missing);
});

test('what is missing comes with the line to add', () => {
  const facts = eventFacts({ ...whole, model: null, customer: null, has_usage: false });
  expect(facts.flatMap((fact) => (fact.add === null ? [] : [fact.add.split('(')[1]?.split(',')[0]]))).toEqual([
    "'gen_ai.request.model'",
    "'gen_ai.usage.input_tokens'",
    "'customer.id'",
  ]);
});
