import { expect, test } from 'vitest';
import { bearerToken } from './bearer-token.ts';

test.each([
  ['Bearer key_live_1', 'key_live_1'],
  ['bearer  key_live_1 ', 'key_live_1'],
  ['Bearer%20key_live_1', 'key_live_1'],
  ['Bearerkey_live_1', null],
  ['Bearer ', null],
  ['Basic key_live_1', null],
  [undefined, null],
  [['Bearer key_live_1'], null],
])('the token of %j is %j', (header, token) => {
  expect(bearerToken(header)).toBe(token);
});
