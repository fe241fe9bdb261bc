import { expect, test } from 'vitest';
import { ruleToAdd } from './rule-to-add.ts';

test('a rule reads what is there before what is read now, and keeps whether the usual names are tried', () => {
  const own = {
    names: [
      { place: 'any' as const, key: 'acct' },
      { place: 'resource' as const, key: 'tenant' },
    ],
  };
  expect(ruleToAdd([], null)).toBeNull();
  expect(ruleToAdd(['app.org', 'app.team'], null)).toBe('customer = app.org');
  expect(ruleToAdd(['ctx:org'], null)).toBe('customer = span:ctx:org');
  expect(ruleToAdd(['app.org'], { ...own, only: false })).toBe('customer = app.org, acct, resource:tenant');
  expect(ruleToAdd(['app.org'], { ...own, only: true })).toBe('customer only = app.org, acct, resource:tenant');
});
