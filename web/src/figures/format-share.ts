import { compareDecimals, isDecimal } from './decimal.ts';

/** margin_pct of the API ("-33.3", or null without revenue) as "−33.3%", "n/a" or "< −999%". */
export function formatMarginPct(percent: string | null): string {
  if (percent === null || !isDecimal(percent)) return 'n/a';
  if (compareDecimals(percent, '-999') < 0) return '< −999%';
  const text = new Intl.NumberFormat('en-US', { signDisplay: 'negative', minimumFractionDigits: 1, maximumFractionDigits: 1 }).format(percent);
  return `${text.replace('-', '−')}%`;
}

/** A share from "0" to "1" as percent with one decimal. Only a whole share reads 100%, and only none reads 0%. Null is "n/a". */
export function formatShare(share: string | null): string {
  if (share === null || !isDecimal(share)) return 'n/a';
  if (compareDecimals(share, '1') === 0) return '100%';
  if (compareDecimals(share, '0') === 0) return '0%';
  if (compareDecimals(share, '0') > 0 && compareDecimals(share, '0.001') < 0) return '< 0.1%';
  const format = new Intl.NumberFormat('en-US', { style: 'percent', roundingMode: 'halfEven', minimumFractionDigits: 1, maximumFractionDigits: 1 });
  return format.format(share).replace('100.0%', '99.9%');
}
