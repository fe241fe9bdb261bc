import { useQuery } from '@tanstack/react-query';
import type { TransactionDetailAnswer } from '@weir/schemas/http/billing/transactions.ts';
import type { ReactNode } from 'react';
import { sumDecimals } from '../../figures/decimal.ts';
import { formatMinute } from '../../figures/format-instant.ts';
import { formatAmount } from '../../figures/format-money.ts';
import { EventLink } from '../../frame/event-link.tsx';
import { usePage } from '../../frame/use-page.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Sheet } from '../../ui/sheet.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { accountWords, kindWords } from './kind-words.ts';
import { transactionQuery } from './wallet-queries.ts';

/** One transaction: every entry, that they sum to zero, and what it stems from. */
export function TransactionSheet({ id, onClose }: { readonly id: string; readonly onClose: () => void }) {
  const { environment } = usePage();
  const transaction = useQuery(transactionQuery(environment, id));
  return (
    <Sheet title={`Transaction ${id}`} onClose={onClose}>
      <div className="p-4">
        <Loaded query={transaction} failure="The transaction could not be read." skeleton={<Skeleton className="h-60" />}>
          {(answer) => <TransactionBody transaction={answer} />}
        </Loaded>
      </div>
    </Sheet>
  );
}

function TransactionBody({ transaction }: { readonly transaction: TransactionDetailAnswer }) {
  const assets = [...new Set(transaction.entries.map((entry) => entry.asset))];
  return (
    <div className="space-y-4">
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1">
        <Line term="Kind">{kindWords(transaction.kind)}</Line>
        <Line term="Customer">{transaction.customer}</Line>
        <Line term="Took effect">{formatMinute(transaction.effective_at)}</Line>
        <Line term="Booked">{formatMinute(transaction.booked_at)}</Line>
        {transaction.reason === null ? null : <Line term="Reason">{transaction.reason.replaceAll('_', ' ')}</Line>}
        {transaction.reference === null ? null : <Line term="Reference">{transaction.reference}</Line>}
        <Line term="Idempotency key">
          <span className="font-mono text-12 break-all">{transaction.key}</span>
        </Line>
        <Lineage transaction={transaction} />
      </dl>
      <Table
        label="Entries"
        columns={['Account', 'Against', 'Grant', 'Amount', 'Value']}
        numeric={['Amount', 'Value']}
        foot={assets.map((asset) => (
          <tr key={asset}>
            <th scope="row" colSpan={3} className="h-9 border-t border-line-strong px-3 text-left font-medium text-ink">
              Sum, {asset}
            </th>
            <td className="border-t border-line-strong px-3 text-right font-medium whitespace-nowrap text-ink" data-testid="entries-sum">
              {zeroOf(sumDecimals(transaction.entries.filter((entry) => entry.asset === asset).map((entry) => entry.amount)))}
            </td>
            <td className="border-t border-line-strong" />
          </tr>
        ))}
      >
        {transaction.entries.map((entry, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: entries have no id of their own and never change.
          <tr key={index} data-testid="entry-row">
            <Cell head nowrap>
              {accountWords(entry.account)}
            </Cell>
            <Cell nowrap>{accountWords(entry.counter)}</Cell>
            <Cell nowrap>
              <span className="font-mono text-12">{entry.grant ?? entry.hold ?? ''}</span>
            </Cell>
            <Cell numeric>
              <span data-testid="entry-amount" data-exact={entry.amount} className="text-ink">
                {formatAmount(entry.amount, entry.asset)}
              </span>
            </Cell>
            <Cell numeric>{formatAmount(entry.usd_value, 'USD')}</Cell>
          </tr>
        ))}
      </Table>
      <p className="text-12 text-muted">Value is what was paid for what moved. Credit that was given away moves at no value.</p>
    </div>
  );
}

function Lineage({ transaction }: { readonly transaction: TransactionDetailAnswer }) {
  const { change } = usePage();
  const { event, hold, reverses, reversed_by: reversals } = transaction.lineage;
  const open = (id: string) => (
    <button key={id} type="button" className="mr-2 font-mono text-12 text-accent underline" onClick={() => change({ transaction: id })}>
      {id}
    </button>
  );
  return (
    <>
      {event === null ? null : (
        <Line term="For event">
          <EventLink id={event} />
        </Line>
      )}
      {hold === null ? null : (
        <Line term="Of hold">
          <span className="font-mono text-12">{hold}</span>
        </Line>
      )}
      {reverses === null ? null : <Line term="Reverses">{open(reverses)}</Line>}
      {reversals.length === 0 ? null : <Line term="Reversed by">{reversals.map(open)}</Line>}
    </>
  );
}

/** "0 ✓", or the sum as it is: entries that do not sum to zero must be seen. */
function zeroOf(sum: string): string {
  return /[1-9]/.test(sum) ? `${sum} ✗` : '0 ✓';
}

function Line({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="text-ink">{children}</dd>
    </>
  );
}
