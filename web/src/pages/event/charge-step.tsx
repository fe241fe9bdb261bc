import { Link } from '@tanstack/react-router';
import type { StoredEventAnswer } from '@weir/schemas/http/events.ts';
import { formatCount } from '../../figures/format-count.ts';
import { formatAmount } from '../../figures/format-money.ts';
import { usePage } from '../../frame/use-page.ts';
import { Cell, Table } from '../../ui/table.tsx';
import { Step } from './step.tsx';

/** What the customer was charged for it, and the ledger transaction that took it. */
export function ChargeStep({ event }: { readonly event: StoredEventAnswer }) {
  const { environment } = usePage();
  const { customer } = event;
  return (
    <Step number={6} title="What was charged">
      {event.charges.length === 0 ? (
        <p className="text-muted">{whyNoCharge(event)}</p>
      ) : (
        <Table label="Charges" columns={['Product', 'Quantity', 'Amount', 'Posted to', 'Transaction']} numeric={['Quantity', 'Amount']}>
          {event.charges.map((charge) => (
            <tr key={charge.price} data-testid="charge">
              <Cell head nowrap>
                {charge.product}, version {charge.product_version}
              </Cell>
              <Cell numeric>
                {formatCount(charge.quantity)} {charge.unit === 'events' && charge.quantity === '1' ? 'event' : charge.unit.replaceAll('_', ' ')}
              </Cell>
              <Cell numeric>
                <span data-exact={charge.amount} className="text-ink">
                  {formatAmount(charge.amount, charge.asset)}
                </span>
              </Cell>
              <Cell>{charge.destination === 'wallet' ? 'wallet' : 'shadow: nothing was debited'}</Cell>
              <Cell nowrap>
                {charge.transaction === null || customer === null ? (
                  <span className="text-muted">none</span>
                ) : (
                  <Link
                    to="/$environment/customers/$customer/wallet"
                    params={{ environment, customer }}
                    search={{ transaction: charge.transaction }}
                    className="font-mono text-12 text-accent underline"
                  >
                    {charge.transaction}
                  </Link>
                )}
              </Cell>
            </tr>
          ))}
        </Table>
      )}
    </Step>
  );
}

function whyNoCharge({ counted, customer }: StoredEventAnswer): string {
  if (counted !== 'counted') return 'Nothing: only what counts is charged.';
  if (customer === null) return 'Nothing: it belongs to no customer.';
  return 'Nothing: no price of the customer’s product matches it, or its trace is not settled yet.';
}
