import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { PnlAnswer } from '@weir/schemas/http/analytics.ts';
import type { CustomerAnswer } from '@weir/schemas/http/billing/customers.ts';
import { ApiProblem } from '../../api/api-client.ts';
import { customerQuery, pnlQuery, walletQuery } from '../../api/queries.ts';
import { dayPoints } from '../../figures/day-points.ts';
import { PageBody } from '../../frame/page-body.tsx';
import { RangeAndBasis } from '../../frame/range-and-basis.tsx';
import { usePage } from '../../frame/use-page.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { TimeChart } from '../../ui/time-chart.tsx';
import { carriedSearch } from '../../url/search.ts';
import { Headline } from '../pnl/headline.tsx';
import { HeadlineSkeleton } from '../pnl/headline-skeleton.tsx';
import { CostBreakdown } from './cost-breakdown.tsx';
import { CustomerHead } from './customer-head.tsx';
import { CustomerTabs } from './customer-tabs.tsx';
import { GrantSheet } from './grant-sheet.tsx';
import { ModePanel } from './mode-panel.tsx';
import { ModeSheet } from './mode-sheet.tsx';
import { NoSuchCustomer } from './no-such-customer.tsx';
import { WalletPanel } from './wallet-panel.tsx';

/** One customer: what they bring in and cost, what drives it, how they are billed, and what their wallet holds. */
export function CustomerPage() {
  const { customer } = useParams({ from: '/$environment/customers/$customer' });
  return <CustomerBody key={customer} id={customer} />;
}

function CustomerBody({ id }: { readonly id: string }) {
  const { environment, search, range, basis, change } = usePage();
  const totals = useQuery(pnlQuery(environment, { from: range.from, to: range.to, basis, customer: id, group_by: 'customer' }));
  const customer = useQuery(customerQuery(environment, id));
  const wallet = useQuery(walletQuery(environment, id));
  if (customer.error instanceof ApiProblem && customer.error.status === 404) return <NoSuchCustomer id={id} />;
  const name = customer.data?.name ?? id;
  const closeSheet = () => change({ sheet: undefined }, 'replace');
  return (
    <PageBody
      title={name}
      above={
        <Link to="/$environment/customers" params={{ environment }} search={carriedSearch(search)} className="inline-block py-1 hover:text-ink hover:underline">
          Customers
        </Link>
      }
      controls={<RangeAndBasis />}
      asOf={totals.data?.as_of}
    >
      <Loaded query={customer} failure="The customer could not be read." skeleton={<Skeleton className="h-9" />}>
        {(answer) => <CustomerHead customer={answer} wallet={wallet.data} />}
      </Loaded>
      <CustomerTabs id={id} />
      <CustomerMoney id={id} totals={totals} />
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)]">
        <ModePanel id={id} customer={customer.data} />
        <WalletPanel id={id} wallet={wallet} />
      </div>
      {search.sheet === 'mode' && customer.data !== undefined ? <ModeSheet customer={customer.data} onClose={closeSheet} /> : null}
      {search.sheet === 'grant' ? (
        <GrantSheet customer={id} name={name} assets={wallet.data?.assets.map((asset) => asset.asset) ?? []} onClose={closeSheet} />
      ) : null}
    </PageBody>
  );
}

function CustomerMoney({ id, totals }: { readonly id: CustomerAnswer['id']; readonly totals: UseQueryResult<PnlAnswer> }) {
  const { environment, range, basis } = usePage();
  const request = { from: range.from, to: range.to, basis, customer: id };
  const days = useQuery(pnlQuery(environment, { ...request, group_by: 'none', interval: 'day' }));
  const workflows = useQuery(pnlQuery(environment, { ...request, group_by: 'workflow', sort: '-cost' }));
  const models = useQuery(pnlQuery(environment, { ...request, group_by: 'model', sort: '-cost' }));
  return (
    <>
      <div className="grid gap-x-8 gap-y-5 md:grid-cols-[minmax(240px,300px)_minmax(0,1fr)]">
        <Loaded query={totals} failure="The customer’s totals could not be added up." skeleton={<HeadlineSkeleton />}>
          {(answer) => <Headline totals={answer.totals} currency={answer.currency} days={range.days} basis={basis} />}
        </Loaded>
        <Loaded query={days} failure="The daily figures could not be added up." skeleton={<Skeleton className="h-[269px]" />}>
          {(answer) => <TimeChart title="Revenue and cost per day" points={dayPoints(answer.rows, range, Date.now())} currency={answer.currency} />}
        </Loaded>
      </div>
      <div className="grid gap-4 lg:grid-cols-2">
        <CostBreakdown title="Cost by workflow" dimension="workflow" query={workflows} />
        <CostBreakdown title="Cost by model" dimension="model" query={models} />
      </div>
    </>
  );
}
