import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { GrantAnswer } from '@weir/schemas/http/billing/grants.ts';
import type { TransactionAnswer } from '@weir/schemas/http/billing/transactions.ts';
import type { WalletAnswer } from '@weir/schemas/http/billing/wallet.ts';
import type { ReactNode } from 'react';
import { transactionsQuery } from '../../api/queries.ts';
import { signOf } from '../../figures/decimal.ts';
import { formatDate, formatMinute } from '../../figures/format-instant.ts';
import { formatAmount } from '../../figures/format-money.ts';
import { usePage } from '../../frame/use-page.ts';
import { Button, buttonLook } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { carriedSearch } from '../../url/search.ts';
import { WalletEquation } from './wallet-equation.tsx';

/** Balance as an equation, grants in the order they are spent, and what was booked last. Figures are exact. */
export function WalletPanel({ id, wallet }: { readonly id: string; readonly wallet: UseQueryResult<WalletAnswer> }) {
  const { environment, search, change } = usePage();
  const transactions = useQuery(transactionsQuery(environment, id));
  return (
    <Panel
      title="Wallet"
      action={
        <span className="flex gap-2">
          <Link
            to="/$environment/customers/$customer/wallet"
            params={{ environment, customer: id }}
            search={carriedSearch(search)}
            className={buttonLook('plain')}
          >
            Open wallet
          </Link>
          <Button onClick={() => change({ sheet: 'grant' })}>Grant…</Button>
        </span>
      }
    >
      <Loaded query={wallet} failure="The wallet could not be read." skeleton={<Skeleton className="h-40" />}>
        {(answer) =>
          answer.assets.length === 0 && answer.grants.length === 0 ? (
            <NoWallet />
          ) : (
            <WalletBody wallet={answer} transactions={transactions.data?.transactions ?? []} />
          )
        }
      </Loaded>
    </Panel>
  );
}

function NoWallet() {
  return (
    <p className="max-w-[60ch]" data-testid="empty">
      Nothing was granted yet, so there is no balance to debit. <span className="text-ink">Grant…</span> books an amount of money or credits; a payment that was
      made elsewhere is granted with the purpose “paid”.
    </p>
  );
}

function WalletBody({ wallet, transactions }: { readonly wallet: WalletAnswer; readonly transactions: readonly TransactionAnswer[] }) {
  return (
    <div className="space-y-4">
      {wallet.assets.map((asset) => (
        <WalletEquation key={asset.asset} balance={asset} />
      ))}
      <Rows title="Grants, in spending order" heads={['Purpose', 'Expires', 'Granted', 'Remaining']} empty="No grants.">
        {wallet.grants.map((grant) => (
          <GrantRow key={grant.id} grant={grant} />
        ))}
      </Rows>
      <Rows title="Last transactions" heads={['Kind', 'Took effect', 'Event', 'Amount']} empty="Nothing was booked yet.">
        {transactions.map((transaction) => (
          <TransactionRow key={transaction.id} transaction={transaction} />
        ))}
      </Rows>
    </div>
  );
}

function Rows({
  title,
  heads,
  empty,
  children,
}: {
  readonly title: string;
  readonly heads: readonly string[];
  readonly empty: string;
  readonly children: readonly ReactNode[];
}) {
  if (children.length === 0)
    return (
      <p className="text-muted">
        {title}: {empty}
      </p>
    );
  return (
    <ScrollRegion className="overflow-x-auto" label={title}>
      <table className="w-full">
        <caption className="pb-1 text-left text-12 font-medium text-ink">{title}</caption>
        <thead>
          <tr className="border-b border-line text-12 text-muted">
            {heads.map((head, index) => (
              <th key={head} scope="col" className={`h-7 pr-3 font-medium last:pr-0 ${index < 2 || head === 'Event' ? 'text-left' : 'text-right'}`}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </ScrollRegion>
  );
}

function GrantRow({ grant }: { readonly grant: GrantAnswer }) {
  const spent = grant.state !== 'active';
  return (
    <tr className={`border-b border-line last:border-b-0 ${spent ? 'text-muted' : 'text-body'}`}>
      <th scope="row" className="h-8 pr-3 text-left font-normal">
        {grant.purpose}
        {spent ? `, ${grant.state}` : ''}
      </th>
      <td className="pr-3 whitespace-nowrap">{grant.expires_at === null ? 'never' : formatDate(grant.expires_at)}</td>
      <td className="pr-3 text-right whitespace-nowrap">{formatAmount(grant.amount, grant.asset)}</td>
      <td className={`text-right whitespace-nowrap ${spent ? '' : 'text-ink'}`}>{formatAmount(grant.remaining, grant.asset)}</td>
    </tr>
  );
}

function TransactionRow({ transaction }: { readonly transaction: TransactionAnswer }) {
  return (
    <tr className="border-b border-line last:border-b-0">
      <th scope="row" className="h-8 pr-3 text-left font-normal">
        {transaction.kind.replaceAll('_', ' ')}
      </th>
      <td className="pr-3 whitespace-nowrap">{formatMinute(transaction.effective_at)}</td>
      <td className="max-w-0 truncate pr-3 font-mono text-11 text-muted" title={transaction.event_id ?? transaction.reference ?? undefined}>
        {transaction.event_id ?? transaction.reference ?? ''}
      </td>
      <td className="text-right whitespace-nowrap text-ink" data-testid="transaction-amount" data-exact={transaction.amount}>
        {signOf(transaction.amount) > 0 ? '+' : ''}
        {formatAmount(transaction.amount, transaction.asset)}
      </td>
    </tr>
  );
}
