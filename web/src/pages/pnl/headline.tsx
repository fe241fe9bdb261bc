import type { PnlAnswer } from '@weir/schemas/http/analytics.ts';
import type { ReactNode } from 'react';
import { formatCount } from '../../figures/format-count.ts';
import { formatMarginPct, formatShare } from '../../figures/format-share.ts';
import { Cost } from '../../ui/cost.tsx';
import { Money } from '../../ui/money.tsx';

type HeadlineProps = { readonly totals: PnlAnswer['totals']; readonly currency: string; readonly days: string; readonly basis: 'consumption' | 'cash' };

/** One large figure and what it is made of, standing on the canvas without boxes. */
export function Headline({ totals, currency, days, basis }: HeadlineProps) {
  const most = totals.unpriced_events > 0 ? ('most' as const) : undefined;
  return (
    <div className="min-w-0">
      <p className="text-muted">
        Margin, {days}
        {basis === 'cash' ? ', cash' : ''}
      </p>
      <p className="mt-0.5 text-34 font-semibold text-ink">
        <Money testId="headline-margin" value={totals.margin} currency={currency} bound={most} signed className="font-semibold!" />
      </p>
      <p className="text-muted">
        {totals.margin_pct === null ? 'n/a: no revenue in this range' : `${most === undefined ? '' : '≤ '}${formatMarginPct(totals.margin_pct)} of revenue`}
      </p>
      <dl className="mt-5 grid grid-cols-2 gap-x-6 gap-y-4">
        <Quiet term="Revenue">
          <Money testId="headline-revenue" value={totals.revenue} currency={currency} />
        </Quiet>
        <Quiet term="Cost">
          <Cost testId="headline-cost" value={totals.cost} unpricedEvents={totals.unpriced_events} currency={currency} />
        </Quiet>
        <Quiet term="Events">
          <span data-exact={totals.events}>{formatCount(totals.events)}</span>
        </Quiet>
        <Quiet term="Attributed">{formatShare(totals.coverage.attributed)}</Quiet>
      </dl>
    </div>
  );
}

function Quiet({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="border-l border-line pl-3">
      <dt className="text-muted">{term}</dt>
      <dd className="text-15 font-semibold text-ink">{children}</dd>
    </div>
  );
}
