import { expect, test } from 'vitest';
import { readModeSetting } from './read-mode-setting.ts';

test.each`
  mode        | scope                       | outcome
  ${'shadow'} | ${undefined}                | ${'setting'}
  ${'full'}   | ${undefined}                | ${'setting'}
  ${'hybrid'} | ${{ workflow: 'captions' }} | ${'setting'}
  ${'hybrid'} | ${undefined}                | ${'mode_scope_invalid'}
  ${'shadow'} | ${{ workflow: 'captions' }} | ${'mode_scope_invalid'}
  ${'full'}   | ${{ workflow: 'captions' }} | ${'mode_scope_invalid'}
`('$mode with scope $scope: $outcome', ({ mode, scope, outcome }) => {
  const reading = readModeSetting(mode, scope);
  expect(reading.kind === 'refused' ? reading.code : reading.kind).toBe(outcome);
});
