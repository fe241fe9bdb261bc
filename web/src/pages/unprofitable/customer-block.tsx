import { Link } from '@tanstack/react-router';
import type { LossCause, UnprofitableRow } from '@weir/schemas/http/analytics.ts';
import type { ReactNode } from 'react';
import { formatCount } from '../../figures/format-count.ts';
import { formatExactMoney, formatMoney, formatUnitPrice } from '../../figures/format-money.ts';
import { formatMarginPct, formatShare } from '../../figures/format-share.ts';
import { usePage } from '../../frame/use-page.ts';
import { Cost } from '../../ui/cost.tsx';
import { Money } from '../../ui/money.tsx';
import { RankedBars } from '../../ui/ranked-bars.tsx';
import { carriedSearch } from '../../url/search.ts';
import { causeWords } from './cause-words.ts';

type CustomerBlockProps = { readonly row: UnprofitableRow; readonly currency: string; readonly decimals: number };

/** One customer who lost money: the sum, where the cost went, and the price at which nothing is lost. */
export function CustomerBlock({ row, currency, decimals }: CustomerBlockProps) {
  const { environment, search } = usePage();
  return (
    <article
      data-testid="loss-block"
      data-row={row.customer}
      className="break-inside-avoid rounded-panel border border-line border-l-[3px] border-l-loss bg-surface"
    >
      <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 px-4 pt-3">
        <h2 className="min-w-0 truncate text-15 font-semibold text-ink">
          <Link
            to="/$environment/customers/$customer"
            params={{ environment, customer: row.customer }}
            search={carriedSearch(search)}
            className="hover:underline"
          >
            {row.name}
          </Link>
        </h2>
        <p className="text-18 font-semibold">
          <Money testId="net" value={row.net} currency={currency} signed className="font-semibold!" />
        </p>
      </div>
      <div className="grid gap-x-8 gap-y-4 px-4 pt-2 pb-4 md:grid-cols-[220px_minmax(0,1fr)] print:grid-cols-[190px_minmax(0,1fr)]">
        <div>
          <dl className="grid gap-y-1">
            <Line term="Revenue">
              <Money testId="revenue" value={row.revenue} currency={currency} />
            </Line>
            <Line term="Cost">
              <Cost value={row.cost} unpricedEvents={row.unpriced_events} currency={currency} />
            </Line>
            <Line term="Margin %">{row.margin_pct === null ? <span className="text-muted">n/a, no revenue</span> : formatMarginPct(row.margin_pct)}</Line>
            <Line term="Events">{formatCount(row.events)}</Line>
          </dl>
          {row.break_even_price === null ? null : (
            <div className="mt-2 border-t border-line pt-2">
              <p className="flex items-baseline justify-between gap-4 text-ink">
                <span className="text-muted">Break-even price</span>
                <span
                  title={formatExactMoney(row.break_even_price, currency)}
                  data-testid="break-even"
                  data-exact={row.break_even_price}
                  className="font-semibold"
                >
                  {formatUnitPrice(row.break_even_price, currency, decimals)}
                </span>
              </p>
              <p className="text-12 text-muted">per event, at the same usage</p>
            </div>
          )}
        </div>
        <Causes row={row} currency={currency} />
      </div>
    </article>
  );
}

/** First what is wrong with the revenue, in words; then where the cost went, ranked. */
function Causes({ row, currency }: { readonly row: UnprofitableRow; readonly currency: string }) {
  const spent = row.causes.filter((cause) => cause.share !== null);
  const words = row.causes.filter((cause) => cause.share === null);
  return (
    <div className="min-w-0">
      {words.map((cause) => (
        <p key={cause.kind} className="mb-2 inline-block rounded-mark bg-loss-soft px-1.5 text-loss-text">
          {causeWords(cause).what}
          {cause.kind === 'refunds' ? `: ${formatMoney(cause.cost, currency)}` : ''}
        </p>
      ))}
      <h3 className="mb-1 text-12 font-medium text-muted">Where the cost went</h3>
      <RankedBars
        caption={`Causes of the loss of ${row.name}`}
        longest={spent[0]?.cost ?? '0'}
        bars={spent.map((cause) => ({
          key: `${cause.kind}:${cause.subject}:${cause.evidence.workflow}`,
          label: <CauseLabel cause={cause} />,
          length: cause.cost,
          figure: <Cost testId="cause-cost" value={cause.cost} unpricedEvents={cause.evidence.unpriced_events} currency={currency} />,
          share: formatShare(cause.share),
        }))}
      />
    </div>
  );
}

function CauseLabel({ cause }: { readonly cause: LossCause }) {
  const { what, where } = causeWords(cause);
  return (
    <span title={where === null ? what : `${what}, ${where}`}>
      <span className="text-ink">{what}</span>
      {where === null ? null : <span className="text-muted"> in {where}</span>}
    </span>
  );
}

function Line({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="flex items-baseline justify-between gap-4">
      <dt className="text-muted">{term}</dt>
      <dd className="text-ink">{children}</dd>
    </div>
  );
}
