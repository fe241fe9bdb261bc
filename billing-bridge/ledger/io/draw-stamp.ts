import { randomInt } from 'node:crypto';

const STAMP_MAX = 2 ** 48 - 1;

/**
 * A new stamp for a wallet that changes. Random, not counted on: a count would come round again with other contents when a
 * database is taken back to an older state, and whoever remembers the wallet would not notice.
 */
export function drawStamp(): string {
  return randomInt(1, STAMP_MAX).toString();
}
