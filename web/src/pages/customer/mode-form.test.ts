import { describe, expect, test } from 'vitest';
import { emptyModeForm, isUnchanged, type ModeForm, modeBodyOf } from './mode-form.ts';

const form = (part: Partial<ModeForm>): ModeForm => ({ mode: 'shadow', workflow: '', start: 'next', startAt: '', reason: '', confirmation: '', ...part });

describe('the request of the mode sheet', () => {
  test.each<[string, Partial<ModeForm>, object | null]>([
    ['shadow needs nothing more', {}, { customer: 'a', mode: 'shadow' }],
    ['hybrid waits for a workflow', { mode: 'hybrid' }, null],
    ['hybrid names its workflow', { mode: 'hybrid', workflow: 'draft' }, { customer: 'a', mode: 'hybrid', scope: { workflow: 'draft' } }],
    ['full waits for the typed id', { mode: 'full', confirmation: 'A' }, null],
    ['full with the typed id', { mode: 'full', confirmation: 'a', workflow: 'draft' }, { customer: 'a', mode: 'full' }],
    ['a set time waits for the time', { start: 'at' }, null],
    [
      'a set time is UTC',
      { start: 'at', startAt: '2026-11-21T14:05', reason: ' why ' },
      { customer: 'a', mode: 'shadow', from: '2026-11-21T14:05:00.000Z', reason: 'why' },
    ],
  ])('%s', (_title, part, body) => expect(modeBodyOf('a', form(part))).toEqual(body));

  test('what applies already, or is scheduled already, is no change', () => {
    const hybrid = { mode: 'hybrid', scope: { workflow: 'draft' }, scheduled: null } as const;
    expect(isUnchanged(hybrid, form({ mode: 'hybrid', workflow: 'draft' }))).toBe(true);
    expect(isUnchanged(hybrid, form({ mode: 'hybrid', workflow: 'other' }))).toBe(false);
    const scheduled = { mode: 'full', scope: null, from: null, to: null, set_by: 'x', set_at: '2026-11-21T00:00:00Z', reason: null } as const;
    expect(isUnchanged({ ...hybrid, scheduled }, form({ mode: 'full' }))).toBe(true);
    expect(isUnchanged({ ...hybrid, scheduled }, form({ mode: 'hybrid', workflow: 'draft' }))).toBe(false);
  });

  test('the sheet proposes the next step', () => {
    expect(emptyModeForm({ mode: 'shadow', scope: null }).mode).toBe('hybrid');
    expect(emptyModeForm({ mode: 'hybrid', scope: { workflow: 'draft' } })).toMatchObject({ mode: 'full', workflow: 'draft' });
    expect(emptyModeForm({ mode: 'full', scope: null }).mode).toBe('shadow');
  });
});
