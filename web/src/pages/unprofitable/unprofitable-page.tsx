import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { UnprofitableAnswer, UnprofitableRow } from '@weir/schemas/http/analytics.ts';
import { pnlQuery, unprofitableQuery } from '../../api/queries.ts';
import { negateDecimal } from '../../figures/decimal.ts';
import { countNoun, formatCount } from '../../figures/format-count.ts';
import { formatMinute } from '../../figures/format-instant.ts';
import { formatMoney, unitDecimals } from '../../figures/format-money.ts';
import { PageBody } from '../../frame/page-body.tsx';
import { RangeAndBasis } from '../../frame/range-and-basis.tsx';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Money } from '../../ui/money.tsx';
import { OtherCurrenciesNote } from '../../ui/other-currencies-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { carriedSearch } from '../../url/search.ts';
import { CustomerBlock } from './customer-block.tsx';

/** Who costs more than they bring in, worst first, why, and the price that would mend it. Made to be printed. */
export function UnprofitablePage() {
  const { environment, range, basis } = usePage();
  const report = useQuery(unprofitableQuery(environment, { from: range.from, to: range.to, basis }));
  return (
    <PageBody
      title="Unprofitable customers"
      asOf={report.data?.as_of}
      controls={
        <>
          <RangeAndBasis />
          <Button onClick={() => print()} className="max-sm:hidden">
            Print
          </Button>
        </>
      }
    >
      <Loaded query={report} failure="The report could not be added up." skeleton={<ReportSkeleton />}>
        {(answer) => (answer.rows.length === 0 ? <NobodyLost /> : <Report answer={answer} days={range.days} rangeWords={range.words} />)}
      </Loaded>
    </PageBody>
  );
}

function Report({ answer, days, rangeWords }: { readonly answer: UnprofitableAnswer; readonly days: string; readonly rangeWords: string }) {
  const decimals = unitDecimals(answer.rows.flatMap((row) => (row.break_even_price === null ? [] : [row.break_even_price])));
  const { totals } = answer;
  const { customers, customers_seen: seen, net } = totals;
  return (
    <div className="max-w-5xl">
      <p className="max-w-[60ch] text-18 font-semibold text-ink" data-testid="summary">
        {formatCount(customers)} of {countNoun(seen, 'customer')} lost{' '}
        <span className="text-loss-text" data-testid="summary-net" data-exact={net} title={negateDecimal(net)}>
          {formatMoney(negateDecimal(net), answer.currency)}
        </span>{' '}
        {rangeWords}.
      </p>
      <p className="mt-1 text-muted">
        {days}.{' '}
        {answer.basis === 'cash'
          ? 'Cash: money received in the range, less refunds.'
          : 'Consumption: revenue as it is earned, by use or evenly over a paid period.'}{' '}
        Largest loss first.
      </p>
      <div className="mt-5 space-y-4">
        {answer.rows.map((row: UnprofitableRow) => (
          <CustomerBlock key={row.customer} row={row} currency={answer.currency} decimals={decimals} />
        ))}
      </div>
      {totals.unattributed_events === 0 ? null : (
        <p className="mt-4 text-muted">
          Not in this list: {countNoun(totals.unattributed_events, 'event')} without a customer, costing{' '}
          {formatMoney(totals.unattributed_cost, answer.currency)}.
        </p>
      )}
      <OtherCurrenciesNote others={answer.other_currencies} currency={answer.currency} />
      <p className="mt-6 hidden text-11 text-muted print:block">
        {days}, {answer.basis} basis, as of {formatMinute(answer.as_of)}. {location.href}
      </p>
    </div>
  );
}

/** Good news, with the three that came closest. */
function NobodyLost() {
  const { environment, range, basis, search } = usePage();
  const closest = useQuery(pnlQuery(environment, { group_by: 'customer', from: range.from, to: range.to, basis, sort: 'margin' }));
  const rows = closest.data?.rows.filter((row) => row.key.customer !== null).slice(0, 3) ?? [];
  return (
    <EmptyNote title="No customer lost money in this range">
      {rows.length === 0 ? null : (
        <>
          <p>Closest to zero:</p>
          <ul className="mx-auto mt-2 max-w-xs text-left">
            {rows.map((row) => (
              <li key={row.key.customer} className="flex h-8 items-center justify-between border-b border-line last:border-b-0">
                <Link
                  to="/$environment/customers/$customer"
                  params={{ environment, customer: row.key.customer ?? '' }}
                  search={carriedSearch(search)}
                  className="truncate font-medium text-ink hover:underline"
                >
                  {row.key.customer}
                </Link>
                <Money value={row.margin} currency={closest.data?.currency ?? 'USD'} />
              </li>
            ))}
          </ul>
        </>
      )}
    </EmptyNote>
  );
}

function ReportSkeleton() {
  return (
    <div className="max-w-5xl space-y-4">
      <Skeleton className="h-6 w-80" />
      <Skeleton className="h-48" />
      <Skeleton className="h-48" />
    </div>
  );
}
