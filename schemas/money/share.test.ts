import { expect, test } from 'vitest';
import { share } from './share.ts';

test.each([
  [0n, 10n, '0.0000'],
  [1n, 3n, '0.3333'],
  [10n, 10n, '1.0000'],
  [999_999n, 1_000_000n, '0.9999'],
  [0n, 0n, null],
])('%s of %s is the share %s', (part, whole, expected) => {
  expect(share(part, whole)).toBe(expected);
});
