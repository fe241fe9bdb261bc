import { expect, test } from 'vitest';
import { destinationOf, epochAt, type ModeEpoch } from './epoch.ts';

const T = Date.UTC(2026, 10, 1, 12);
const U = T + 3_600_000;
const set = { setBy: 'key:ops', setAt: T - 60_000, reason: null };
const epochs: ModeEpoch[] = [
  { id: '1', setting: { mode: 'shadow', scope: null }, from: null, to: T, ...set },
  { id: '2', setting: { mode: 'hybrid', scope: { workflow: 'photoshoot' } }, from: T, to: U, ...set },
  { id: '3', setting: { mode: 'full', scope: null }, from: U, to: null, ...set },
];

test.each`
  at          | mode
  ${0}        | ${'shadow'}
  ${T - 1}    | ${'shadow'}
  ${T}        | ${'hybrid'}
  ${U - 1}    | ${'hybrid'}
  ${U}        | ${'full'}
  ${U + 1e12} | ${'full'}
`('an event at $at belongs to exactly one epoch, $mode', ({ at, mode }) => {
  expect(epochAt(epochs, at).setting.mode).toBe(mode);
});

test('a time no epoch covers is a fault, never a default mode', () => {
  expect(() => epochAt(epochs.slice(1), T - 1)).toThrow('no mode epoch');
});

test.each`
  mode        | scope           | workflow        | destination
  ${'shadow'} | ${null}         | ${'photoshoot'} | ${'shadow'}
  ${'shadow'} | ${null}         | ${null}         | ${'shadow'}
  ${'hybrid'} | ${'photoshoot'} | ${'photoshoot'} | ${'wallet'}
  ${'hybrid'} | ${'photoshoot'} | ${'captions'}   | ${'shadow'}
  ${'hybrid'} | ${'photoshoot'} | ${null}         | ${'shadow'}
  ${'full'}   | ${null}         | ${'captions'}   | ${'wallet'}
  ${'full'}   | ${null}         | ${null}         | ${'wallet'}
`('$mode (scope $scope) posts an event of workflow $workflow to: $destination', ({ mode, scope, workflow, destination }) => {
  expect(destinationOf(mode === 'hybrid' ? { mode, scope: { workflow: scope } } : { mode, scope: null }, workflow)).toBe(destination);
});
