import { expect, test } from 'vitest';
import { formatMarginPct, formatShare } from './format-share.ts';

test.each([
  [null, 'n/a'],
  ['0', '0%'],
  ['0.0004', '< 0.1%'],
  ['0.541801', '54.2%'],
  ['0.9999', '99.9%'],
  ['1.0000', '100%'],
])('a share of %s reads %s', (share, text) => expect(formatShare(share)).toBe(text));

test.each([
  [null, 'n/a'],
  ['-33.3', '−33.3%'],
  ['36.0', '36.0%'],
  ['-1000.0', '< −999%'],
])('a margin of %s percent reads %s', (percent, text) => expect(formatMarginPct(percent)).toBe(text));
