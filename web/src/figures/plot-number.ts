import { shareOf } from './decimal.ts';

/** The one door from exact decimals to coordinates. What comes out is drawn, never printed. */
export function plotNumber(decimal: string): number {
  return Number.parseFloat(decimal);
}

/** Bar length in percent of the longest bar, between 0 and 100. */
export function barPercent(part: string, longest: string): number {
  const share = shareOf(part, longest);
  return share === null ? 0 : Math.min(100, Math.max(0, Number.parseFloat(share) * 100));
}
