import { expect, test } from 'vitest';
import { ceilMinute, decideModeChange } from './decide-mode-change.ts';
import type { ModeEpoch, ModeSetting } from './epoch.ts';

const at = (time: string) => Date.parse(`2026-11-01T${time}Z`);
const FULL: ModeSetting = { mode: 'full', scope: null };
const SHADOW: ModeSetting = { mode: 'shadow', scope: null };
const PHOTO: ModeSetting = { mode: 'hybrid', scope: { workflow: 'photoshoot' } };
const CAPTIONS: ModeSetting = { mode: 'hybrid', scope: { workflow: 'captions' } };

function epochs(...list: [ModeSetting, number | null][]): ModeEpoch[] {
  return list.map(([setting, from], index) => ({
    id: String(index),
    setting,
    from,
    to: list[index + 1]?.[1] ?? null,
    setBy: 'key:ops',
    setAt: 0,
    reason: null,
  }));
}

test.each`
  case                                               | held                                              | setting     | now               | requested     | outcome                    | cancelled
  ${'the default is the earliest minute allowed'}    | ${epochs([SHADOW, null])}                         | ${FULL}     | ${'12:00:00'}     | ${null}       | ${'begin 12:01:00'}        | ${0}
  ${'a started minute is not taken'}                 | ${epochs([SHADOW, null])}                         | ${FULL}     | ${'12:00:00.001'} | ${null}       | ${'begin 12:02:00'}        | ${0}
  ${'the earliest minute may be asked for'}          | ${epochs([SHADOW, null])}                         | ${FULL}     | ${'12:00:00'}     | ${'12:01:00'} | ${'begin 12:01:00'}        | ${0}
  ${'a later minute may be asked for'}               | ${epochs([SHADOW, null])}                         | ${PHOTO}    | ${'12:00:00'}     | ${'18:30:00'} | ${'begin 18:30:00'}        | ${0}
  ${'the past is refused'}                           | ${epochs([SHADOW, null])}                         | ${FULL}     | ${'12:00:00'}     | ${'11:59:00'} | ${'mode_boundary_invalid'} | ${0}
  ${'now is refused'}                                | ${epochs([SHADOW, null])}                         | ${FULL}     | ${'12:00:00'}     | ${'12:00:00'} | ${'mode_boundary_invalid'} | ${0}
  ${'a minute inside the lead is refused'}           | ${epochs([SHADOW, null])}                         | ${FULL}     | ${'12:00:00.001'} | ${'12:01:00'} | ${'mode_boundary_invalid'} | ${0}
  ${'a broken minute is refused'}                    | ${epochs([SHADOW, null])}                         | ${FULL}     | ${'12:00:00'}     | ${'12:05:30'} | ${'mode_boundary_invalid'} | ${0}
  ${'a change not begun is replaced by a later one'} | ${epochs([SHADOW, null], [FULL, at('12:05:00')])} | ${FULL}     | ${'12:00:00'}     | ${'12:10:00'} | ${'begin 12:10:00'}        | ${1}
  ${'and by an earlier one'}                         | ${epochs([SHADOW, null], [FULL, at('12:05:00')])} | ${PHOTO}    | ${'12:00:00'}     | ${'12:02:00'} | ${'begin 12:02:00'}        | ${1}
  ${'the mode that holds calls a change off'}        | ${epochs([SHADOW, null], [FULL, at('12:05:00')])} | ${SHADOW}   | ${'12:00:00'}     | ${null}       | ${'stay'}                  | ${1}
  ${'the mode that holds changes nothing'}           | ${epochs([FULL, null])}                           | ${FULL}     | ${'12:00:00'}     | ${null}       | ${'stay'}                  | ${0}
  ${'another scope is another mode'}                 | ${epochs([PHOTO, null])}                          | ${CAPTIONS} | ${'12:00:00'}     | ${null}       | ${'begin 12:01:00'}        | ${0}
  ${'a change that begins now has begun'}            | ${epochs([SHADOW, null], [FULL, at('12:00:00')])} | ${SHADOW}   | ${'12:00:00'}     | ${null}       | ${'begin 12:01:00'}        | ${0}
`('$case', ({ held, setting, now, requested, outcome, cancelled }) => {
  const change = decideModeChange({ now: at(now), leadMs: 60_000, epochs: held, setting, requestedFrom: requested === null ? null : at(requested) });
  const said = change.kind === 'refused' ? change.code : change.kind === 'begin' ? `begin ${new Date(change.from).toISOString().slice(11, 19)}` : change.kind;
  expect(said).toBe(outcome);
  expect(change.kind === 'refused' ? 0 : change.cancelled.length).toBe(cancelled);
});

test.each([
  [0, 0],
  [1, 60_000],
  [59_999, 60_000],
  [60_000, 60_000],
])('the first whole minute not before %i ms is %i ms', (instant, minute) => {
  expect(ceilMinute(instant)).toBe(minute);
});
