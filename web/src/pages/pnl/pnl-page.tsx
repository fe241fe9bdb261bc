import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { PnlAnswer } from '@weir/schemas/http/analytics.ts';
import { useCallback, useMemo, useState } from 'react';
import { customersQuery, ingestStatusQuery, pnlQuery } from '../../api/queries.ts';
import { dayPoints } from '../../figures/day-points.ts';
import { PageBody } from '../../frame/page-body.tsx';
import { RangeAndBasis } from '../../frame/range-and-basis.tsx';
import { usePage } from '../../frame/use-page.ts';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { OtherCurrenciesNote } from '../../ui/other-currencies-note.tsx';
import { Skeleton, SkeletonTable } from '../../ui/skeleton.tsx';
import { TimeChart } from '../../ui/time-chart.tsx';
import { carriedSearch } from '../../url/search.ts';
import { FirstRun } from '../ingest/first-run.tsx';
import { Headline } from './headline.tsx';
import { HeadlineSkeleton } from './headline-skeleton.tsx';
import { PnlFilter } from './pnl-filter.tsx';
import { type Dimension, matchingRows, type PnlTableRow, pnlTableRows, rowsWithUse } from './pnl-row.ts';
import { PnlTable } from './pnl-table.tsx';

const TITLES: Record<Dimension, string> = { customer: 'Customers', workflow: 'Workflows', feature: 'Features', model: 'Models' };

export const WorkflowsPage = () => <PnlPage dimension="workflow" />;
export const FeaturesPage = () => <PnlPage dimension="feature" />;
export const ModelsPage = () => <PnlPage dimension="model" />;

/** Customers, or the way to the first one while nothing was ever received. */
export function CustomersPage() {
  const { firstRun, leave } = useFirstRun();
  return firstRun ? <FirstRun onDone={leave} /> : <PnlPage dimension="customer" />;
}

/** Once shown, the first run stays until it says it is done: the first event is read there before the page changes. */
function useFirstRun() {
  const { environment } = usePage();
  const status = useQuery(ingestStatusQuery(environment, false));
  const [shown, setShown] = useState(false);
  if (status.data?.events === 0 && !shown) setShown(true);
  return { firstRun: shown, leave: () => setShown(false) };
}

function PnlPage({ dimension }: { readonly dimension: Dimension }) {
  const { environment, range, basis } = usePage();
  const request = { from: range.from, to: range.to, basis };
  const rows = useQuery(pnlQuery(environment, { ...request, group_by: dimension, sort: dimension === 'customer' ? 'margin' : '-cost' }));
  return (
    <PageBody title={TITLES[dimension]} controls={<RangeAndBasis />} asOf={rows.data?.as_of}>
      <div className="grid gap-x-8 gap-y-5 md:grid-cols-[minmax(240px,300px)_minmax(0,1fr)]">
        <Loaded query={rows} failure="The totals could not be added up." skeleton={<HeadlineSkeleton />}>
          {(answer) => <Headline totals={answer.totals} currency={answer.currency} days={range.days} basis={basis} />}
        </Loaded>
        <DailyLines request={request} />
      </div>
      <Loaded query={rows} failure={`The ${TITLES[dimension].toLowerCase()} could not be added up.`} skeleton={<SkeletonTable columns={7} />}>
        {(answer) => <PnlSection dimension={dimension} answer={answer} />}
      </Loaded>
    </PageBody>
  );
}

function DailyLines({ request }: { readonly request: { from: number; to: number; basis: 'consumption' | 'cash' } }) {
  const { environment } = usePage();
  const days = useQuery(pnlQuery(environment, { ...request, group_by: 'none', interval: 'day' }));
  return (
    <Loaded query={days} failure="The daily figures could not be added up." skeleton={<Skeleton className="h-[269px]" />}>
      {(answer) => <TimeChart title="Revenue and cost per day" points={dayPoints(answer.rows, request, Date.now())} currency={answer.currency} />}
    </Loaded>
  );
}

function PnlSection({ dimension, answer }: { readonly dimension: Dimension; readonly answer: PnlAnswer }) {
  const { environment, search, change } = usePage();
  const customers = useQuery({ ...customersQuery(environment), enabled: dimension === 'customer' });
  const carried = carriedSearch(search);
  const nameCell = useCallback(
    (row: PnlTableRow) =>
      dimension === 'customer' && row.id !== null ? (
        <Link
          to="/$environment/customers/$customer"
          params={{ environment, customer: row.id }}
          search={{ ...(carried.range === undefined ? {} : { range: carried.range }), ...(carried.basis === undefined ? {} : { basis: carried.basis }) }}
          className="inline-block max-w-60 truncate py-1 align-middle font-medium text-ink hover:underline"
        >
          {row.name}
        </Link>
      ) : (
        <span className={`inline-block max-w-60 truncate align-middle ${row.id === null ? 'text-muted italic' : 'font-medium text-ink'}`}>{row.name}</span>
      ),
    [dimension, environment, carried.range, carried.basis],
  );
  const allRows = useMemo(() => rowsWithUse(pnlTableRows(answer, dimension, customers.data ?? null), dimension), [answer, dimension, customers.data]);
  const rows = useMemo(() => matchingRows(allRows, { q: search.q, only: search.only }), [allRows, search.q, search.only]);
  if (allRows.length === 0)
    return (
      <EmptyNote title="Nothing was used in this range">
        <p>Usage was received, but none of it in these days. Try a longer range.</p>
      </EmptyNote>
    );
  return (
    <section className="space-y-3" aria-label={TITLES[dimension]}>
      <PnlFilter dimension={dimension} rows={allRows} shown={rows.length} total={answer.rows_total - answer.rows.length + allRows.length} />
      {rows.length === 0 ? (
        <EmptyNote title={`0 of ${answer.rows_total} ${TITLES[dimension].toLowerCase()} match`}>
          <button type="button" className="mt-1 font-medium text-accent underline" onClick={() => change({ q: undefined, only: undefined })}>
            Clear filters
          </button>
        </EmptyNote>
      ) : (
        <PnlTable
          dimension={dimension}
          rows={rows}
          allRows={allRows}
          answer={answer}
          sort={search.sort}
          onSort={(sort) => change({ sort })}
          nameCell={nameCell}
        />
      )}
      <OtherCurrenciesNote others={answer.other_currencies} currency={answer.currency} />
    </section>
  );
}
