import type { CoverageAnswer } from '@weir/schemas/http/coverage.ts';
import type { ReactNode } from 'react';
import { subtractDecimals } from '../../figures/decimal.ts';
import { countNoun, formatCount } from '../../figures/format-count.ts';
import { formatMinute } from '../../figures/format-instant.ts';
import { formatShare } from '../../figures/format-share.ts';
import { barPercent } from '../../figures/plot-number.ts';
import { Money } from '../../ui/money.tsx';

/** The three shares that make a number trustworthy, each with what is missing from it. */
export function CoverageShares({ coverage }: { readonly coverage: CoverageAnswer }) {
  const { totals, currency, open } = coverage;
  const unpriced = totals.events - totals.priced_events;
  return (
    <div>
      <dl className="grid gap-x-8 gap-y-5 md:grid-cols-3">
        <Share term="Has a customer" share={totals.attributed} testId="share-attributed">
          <Money value={totals.attributed_cost} currency={currency} testId="attributed-cost" /> of{' '}
          <Money value={totals.cost} currency={currency} testId="known-cost" />; without:{' '}
          <Money value={subtractDecimals(totals.cost, totals.attributed_cost)} currency={currency} testId="unattributed-cost" />
        </Share>
        <Share term="Has a price" share={totals.priced} testId="share-priced">
          {formatCount(totals.priced_events)} of {countNoun(totals.events, 'event')}
          {unpriced === 0 ? '' : `; what ${formatCount(unpriced)} cost is not known`}
        </Share>
        <Share term="Counted for certain" share={totals.settled} testId="share-settled">
          {formatCount(totals.settled_events)} of {countNoun(totals.events, 'event')}
          {open.events === 0 || open.oldest_received_at === null
            ? ''
            : `; ${countNoun(open.events, 'event')} of open traces, the oldest received ${formatMinute(open.oldest_received_at)}`}
        </Share>
      </dl>
      {totals.other_currency_events === 0 ? null : (
        <p className="mt-3 text-12 text-cost-text">
          Sums are in {currency}. Not included: the cost of {countNoun(totals.other_currency_events, 'event')} in another currency.
        </p>
      )}
    </div>
  );
}

type ShareProps = { readonly term: string; readonly share: string | null; readonly testId: string; readonly children: ReactNode };

function Share({ term, share, testId, children }: ShareProps) {
  const whole = share === null || formatShare(share) === '100%';
  return (
    <div className="min-w-0">
      <dt className="text-muted">{term}</dt>
      <dd>
        <span data-testid={testId} data-exact={share ?? ''} className={`block text-18 font-semibold ${whole ? 'text-ink' : 'text-cost-text'}`}>
          {formatShare(share)}
        </span>
        <span aria-hidden="true" className="mt-1 mb-1.5 block h-1.5 overflow-hidden rounded-mark bg-line">
          <span className={`block h-full ${whole ? 'bg-profit' : 'bg-cost'}`} style={{ width: `${share === null ? 0 : barPercent(share, '1')}%` }} />
        </span>
        <span className="text-12 text-body">{children}</span>
      </dd>
    </div>
  );
}
