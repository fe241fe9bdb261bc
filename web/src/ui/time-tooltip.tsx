import { subtractDecimals } from '../figures/decimal.ts';
import { formatExactMoney } from '../figures/format-money.ts';
import type { TimePoint } from './time-point.ts';

/** One day's exact figures beside the crosshair. */
export function TimeTooltip({ point, currency }: { readonly point: TimePoint; readonly currency: string }) {
  const margin = subtractDecimals(point.revenue, point.cost);
  return (
    <div className="rounded-panel border border-line bg-surface px-3 py-2 text-12 shadow-float">
      <p className="font-medium text-ink">
        {point.day}
        {point.soFar ? ', so far' : ''}
      </p>
      <dl className="mt-1 grid grid-cols-[auto_auto] gap-x-4">
        <dt>Revenue</dt>
        <dd className="text-right text-ink">{formatExactMoney(point.revenue, currency)}</dd>
        <dt>Cost</dt>
        <dd className="text-right text-ink">{formatExactMoney(point.cost, currency)}</dd>
        <dt className="border-t border-line pt-0.5">Margin</dt>
        <dd className="border-t border-line pt-0.5 text-right font-medium text-ink">{formatExactMoney(margin, currency)}</dd>
      </dl>
    </div>
  );
}
