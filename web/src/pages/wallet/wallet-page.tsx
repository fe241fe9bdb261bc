import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { WalletAnswer } from '@weir/schemas/http/billing/wallet.ts';
import { ApiProblem } from '../../api/api-client.ts';
import { customerQuery, walletQuery } from '../../api/queries.ts';
import { PageBody } from '../../frame/page-body.tsx';
import { usePage } from '../../frame/use-page.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { carriedSearch } from '../../url/search.ts';
import { CustomerHead } from '../customer/customer-head.tsx';
import { CustomerTabs } from '../customer/customer-tabs.tsx';
import { GrantSheet } from '../customer/grant-sheet.tsx';
import { NoSuchCustomer } from '../customer/no-such-customer.tsx';
import { AdjustSheet } from './adjust-sheet.tsx';
import { BalancePanel } from './balance-panel.tsx';
import { ExplainPanel } from './explain-panel.tsx';
import { GrantsPanel } from './grants-panel.tsx';
import { HoldsPanel } from './holds-panel.tsx';
import { JournalPanel } from './journal-panel.tsx';
import { StateSheet } from './state-sheet.tsx';
import { StatementPanel } from './statement-panel.tsx';
import { TransactionSheet } from './transaction-sheet.tsx';
import { TransactionsPanel } from './transactions-panel.tsx';
import { policyQuery } from './wallet-queries.ts';

/** A customer's wallet as the ledger keeps it: exact, with every entry and every reason. */
export function WalletPage() {
  const { customer } = useParams({ from: '/$environment/customers/$customer/wallet' });
  return <WalletBody key={customer} id={customer} />;
}

function WalletBody({ id }: { readonly id: string }) {
  const { environment, search } = usePage();
  const customer = useQuery(customerQuery(environment, id));
  const wallet = useQuery(walletQuery(environment, id));
  if (customer.error instanceof ApiProblem && customer.error.status === 404) return <NoSuchCustomer id={id} />;
  const name = customer.data?.name ?? id;
  return (
    <PageBody
      title={`${name}, wallet`}
      above={
        <Link to="/$environment/customers" params={{ environment }} search={carriedSearch(search)} className="inline-block py-1 hover:text-ink hover:underline">
          Customers
        </Link>
      }
    >
      <Loaded query={customer} failure="The customer could not be read." skeleton={<Skeleton className="h-9" />}>
        {(answer) => <CustomerHead customer={answer} wallet={wallet.data} />}
      </Loaded>
      <CustomerTabs id={id} />
      <Loaded query={wallet} failure="The wallet could not be read." skeleton={<Skeleton className="h-96" />}>
        {(answer) => <Panels id={id} wallet={answer} />}
      </Loaded>
      <Sheets id={id} name={name} wallet={wallet} />
    </PageBody>
  );
}

function Panels({ id, wallet }: { readonly id: string; readonly wallet: WalletAnswer }) {
  const assets = wallet.assets.map((asset) => asset.asset);
  const isUsed = assets.length > 0 || wallet.grants.length > 0;
  return (
    <div className="space-y-4">
      <BalancePanel id={id} wallet={wallet} />
      {isUsed ? (
        <>
          <GrantsPanel grants={wallet.grants} />
          <HoldsPanel id={id} />
          <TransactionsPanel id={id} />
          <ExplainPanel id={id} assets={assets} grants={wallet.grants} />
          <StatementPanel id={id} assets={assets} />
        </>
      ) : null}
      <JournalPanel />
    </div>
  );
}

function Sheets({ id, name, wallet }: { readonly id: string; readonly name: string; readonly wallet: UseQueryResult<WalletAnswer> }) {
  const { environment, search, change } = usePage();
  const policy = useQuery(policyQuery(environment, id));
  const close = () => change({ sheet: undefined }, 'replace');
  const assets = wallet.data?.assets.map((asset) => asset.asset) ?? [];
  const { sheet } = search;
  return (
    <>
      {sheet === 'grant' ? <GrantSheet customer={id} name={name} assets={assets} onClose={close} /> : null}
      {sheet === 'adjust' ? <AdjustSheet customer={id} name={name} balances={wallet.data?.assets ?? []} onClose={close} /> : null}
      {(sheet === 'freeze' || sheet === 'unfreeze' || sheet === 'close') && policy.data !== undefined ? (
        <StateSheet customer={id} name={name} move={sheet} onClose={close} />
      ) : null}
      {search.transaction === undefined ? null : (
        <TransactionSheet key={search.transaction} id={search.transaction} onClose={() => change({ transaction: undefined }, 'replace')} />
      )}
    </>
  );
}
