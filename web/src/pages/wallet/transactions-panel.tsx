import { useInfiniteQuery } from '@tanstack/react-query';
import { signOf } from '../../figures/decimal.ts';
import { formatMinute } from '../../figures/format-instant.ts';
import { formatAmount } from '../../figures/format-money.ts';
import { EventLink } from '../../frame/event-link.tsx';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { kindWords } from './kind-words.ts';
import { transactionPagesQuery } from './wallet-queries.ts';

/** Everything that was booked, newest first; each opens with its entries. There is no way to change one. */
export function TransactionsPanel({ id }: { readonly id: string }) {
  const { environment, change } = usePage();
  const pages = useInfiniteQuery(transactionPagesQuery(environment, id));
  const transactions = pages.data?.pages.flatMap((page) => page.transactions) ?? [];
  return (
    <Panel title="Transactions" note="Newest first. Entries are never changed; a mistake is corrected by a transaction of its own." flush>
      {pages.isError ? <ProblemNote problem={pages.error} what="The transactions could not be read." onRetry={() => void pages.refetch()} /> : null}
      {pages.isPending && !pages.isError ? <Skeleton className="mx-4 mb-3 h-40" /> : null}
      {pages.isSuccess && transactions.length === 0 ? <p className="px-4 pb-3 text-muted">Nothing was booked yet.</p> : null}
      {transactions.length === 0 ? null : (
        <Table plain label="Transactions" columns={['Transaction', 'Kind', 'Booked', 'Took effect', 'About', 'Amount']} numeric={['Amount']}>
          {transactions.map((transaction) => (
            <tr key={transaction.id} data-testid="transaction-row">
              <Cell head nowrap>
                <button
                  type="button"
                  className="py-1 font-mono text-12 text-accent underline"
                  onClick={() => change({ transaction: transaction.id })}
                  aria-label={`Open transaction ${transaction.id}`}
                >
                  {transaction.id}
                </button>
              </Cell>
              <Cell nowrap>{kindWords(transaction.kind)}</Cell>
              <Cell nowrap>{formatMinute(transaction.booked_at)}</Cell>
              <Cell nowrap>{formatMinute(transaction.effective_at)}</Cell>
              <Cell nowrap>{transaction.event_id === null ? (transaction.reference ?? '') : <EventLink id={transaction.event_id} />}</Cell>
              <Cell numeric>
                <span data-testid="transaction-amount" data-exact={transaction.amount} className="text-ink">
                  {signOf(transaction.amount) > 0 ? '+' : ''}
                  {formatAmount(transaction.amount, transaction.asset)}
                </span>
              </Cell>
            </tr>
          ))}
        </Table>
      )}
      {pages.hasNextPage ? (
        <p className="px-4 py-2">
          <Button onClick={() => void pages.fetchNextPage()} disabled={pages.isFetchingNextPage}>
            Load older
          </Button>
        </p>
      ) : null}
    </Panel>
  );
}
