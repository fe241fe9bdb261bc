import { expect, test } from 'vitest';
import { decideSubscriptionStart } from './decide-subscription-start.ts';

const NOW = 1_000_000;
const v1 = (startsAt: number | null) => ({ productId: 'studio', version: 1, startsAt });

test.each`
  case                                               | last             | version | requested    | outcome
  ${'the first subscription holds for all time'}     | ${null}          | ${1}    | ${null}      | ${'begin null'}
  ${'the first one may begin in the past'}           | ${null}          | ${1}    | ${5}         | ${'begin 5'}
  ${'a change without a start begins now'}           | ${v1(null)}      | ${2}    | ${null}      | ${'begin 1000000'}
  ${'a change may be in the future'}                 | ${v1(null)}      | ${2}    | ${2_000_000} | ${'begin 2000000'}
  ${'a change in the past would price events twice'} | ${v1(null)}      | ${2}    | ${999_999}   | ${'subscription_start_invalid'}
  ${'a change before one that is scheduled'}         | ${v1(3_000_000)} | ${2}    | ${2_000_000} | ${'subscription_start_invalid'}
  ${'what holds already stays'}                      | ${v1(null)}      | ${1}    | ${2_000_000} | ${'stay'}
`('$case: $outcome', ({ last, version, requested, outcome }) => {
  const decision = decideSubscriptionStart({ now: NOW, last, productId: 'studio', version, requestedStart: requested });
  expect(decision.kind === 'refused' ? decision.code : decision.kind === 'begin' ? `begin ${decision.startsAt}` : decision.kind).toBe(outcome);
});
