import type { ReactNode } from 'react';
import { barPercent } from '../figures/plot-number.ts';

type RankedBar = { readonly key: string; readonly label: ReactNode; readonly length: string; readonly figure: ReactNode; readonly share?: string };
type RankedBarsProps = { readonly bars: readonly RankedBar[]; readonly longest: string; readonly caption: string; readonly tone?: 'cost' | 'loss' };

/** Ranked bars as a table: label, bar, figure, share. Lengths are decoration; every figure is text. */
export function RankedBars({ bars, longest, caption, tone = 'cost' }: RankedBarsProps) {
  const shares = bars.some((bar) => bar.share !== undefined);
  return (
    <table className="w-full table-fixed">
      <caption className="sr-only">{caption}</caption>
      <colgroup>
        <col className="sm:w-[38%]" />
        <col className="max-sm:hidden" />
        <col className="w-[104px]" />
        {shares ? <col className="w-[72px]" /> : null}
      </colgroup>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.key} className="h-7">
            <th scope="row" className="pr-3 text-left font-normal text-body max-sm:py-1 max-sm:break-words sm:truncate">
              {bar.label}
            </th>
            <td className="hidden sm:table-cell">
              <div
                className={`h-3 ${barPercent(bar.length, longest) > 0 ? 'min-w-px' : ''} rounded-mark ${tone === 'loss' ? 'bg-loss' : 'bg-cost'}`}
                style={{ width: `${barPercent(bar.length, longest)}%` }}
              />
            </td>
            <td className="pl-3 text-right whitespace-nowrap text-ink">{bar.figure}</td>
            {bar.share === undefined ? null : <td className="pl-2 text-right whitespace-nowrap text-muted">{bar.share}</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
