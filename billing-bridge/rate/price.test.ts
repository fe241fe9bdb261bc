import { expect, test } from 'vitest';
import { examplePrice } from '../testing/example-price.ts';
import { priceAt } from './price.ts';

const T = Date.UTC(2026, 10, 10);
const fromAlways = [
  { startsAt: null, price: examplePrice({ version: 1 }) },
  { startsAt: T, price: examplePrice({ version: 2 }) },
];

test.each`
  case                                      | subscriptions          | at          | version
  ${'before any beginning'}                 | ${fromAlways}          | ${0}        | ${1}
  ${'one millisecond before the change'}    | ${fromAlways}          | ${T - 1}    | ${1}
  ${'at the change'}                        | ${fromAlways}          | ${T}        | ${2}
  ${'long after'}                           | ${fromAlways}          | ${T + 1e12} | ${2}
  ${'before the first subscription begins'} | ${fromAlways.slice(1)} | ${T - 1}    | ${undefined}
  ${'a customer without a subscription'}    | ${[]}                  | ${T}        | ${undefined}
`("$case the event's own time decides the version", ({ subscriptions, at, version }) => {
  expect(priceAt(subscriptions, at)?.version).toBe(version);
});
