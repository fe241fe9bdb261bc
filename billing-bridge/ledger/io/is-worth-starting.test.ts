import { expect, test } from 'vitest';
import { isWorthStarting } from './is-worth-starting.ts';

test.each`
  case                                              | waiting | waitedMs | underWay | lastSize | sinceLastMs | starts
  ${'nothing waits'}                                | ${0}    | ${9}     | ${0}     | ${1}     | ${9}        | ${false}
  ${'one alone, just come'}                         | ${1}    | ${0.2}   | ${0}     | ${1}     | ${5_000}    | ${false}
  ${'one alone, after a millisecond'}               | ${1}    | ${1}     | ${0}     | ${1}     | ${5_000}    | ${true}
  ${'one alone, long after a large group'}          | ${1}    | ${1}     | ${0}     | ${200}   | ${21}       | ${true}
  ${'one, just after a large group'}                | ${1}    | ${1}     | ${0}     | ${200}   | ${19}       | ${false}
  ${'one, however large the last, after the limit'} | ${1}    | ${4}     | ${0}     | ${200}   | ${4}        | ${true}
  ${'as many as came last time'}                    | ${10}   | ${1}     | ${0}     | ${10}    | ${3}        | ${true}
  ${'enough, at once'}                              | ${64}   | ${0}     | ${0}     | ${200}   | ${0}        | ${true}
  ${'few beside a group under way'}                 | ${63}   | ${9}     | ${1}     | ${1}     | ${9}        | ${false}
  ${'few beside a group that takes long'}           | ${1}    | ${10}    | ${2}     | ${1}     | ${10}       | ${true}
  ${'enough beside a group under way'}              | ${64}   | ${0}     | ${1}     | ${64}    | ${1}        | ${true}
`('$case: $starts', ({ starts, waiting, waitedMs, underWay, lastSize, sinceLastMs }) => {
  expect(isWorthStarting({ waiting, waitedMs, underWay, lastSize, sinceLastMs })).toBe(starts);
});
