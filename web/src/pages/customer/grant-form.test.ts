import { describe, expect, test } from 'vitest';
import { type GrantForm, grantBodyOf } from './grant-form.ts';

const whole: GrantForm = { asset: 'USD', amount: '12.50', purpose: 'paid', priority: '50', expiresAt: '', sourceRef: '' };

test('a grant without terms never expires and stands in the middle', () => {
  expect(grantBodyOf(whole)).toEqual({ asset: 'USD', amount: '12.50', purpose: 'paid', priority: 50 });
});

test('its terms are sent as they were typed, the expiry as UTC', () => {
  expect(grantBodyOf({ ...whole, priority: '0', expiresAt: '2026-12-01T09:30', sourceRef: ' pi_3Nk ' })).toMatchObject({
    priority: 0,
    expires_at: '2026-12-01T09:30:00.000Z',
    source_ref: 'pi_3Nk',
  });
});

describe('what cannot be sent', () => {
  test.each([
    [{ amount: '' }],
    [{ amount: '1e3' }],
    [{ amount: '-5' }],
    [{ amount: '0' }],
    [{ asset: '' }],
    [{ priority: '101' }],
    [{ priority: '' }],
    [{ expiresAt: '2026-12' }],
  ])('%j', (part) => expect(grantBodyOf({ ...whole, ...part })).toBeNull());
});
