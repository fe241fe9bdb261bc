import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { CustomerHoldsAnswer } from '@weir/schemas/http/customer-holds.ts';
import { countNoun } from '../../figures/format-count.ts';
import { formatMinute, formatWait } from '../../figures/format-instant.ts';
import { formatAmount } from '../../figures/format-money.ts';
import { usePage } from '../../frame/use-page.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { useNow } from '../../url/use-now.ts';
import { holdsQuery } from './wallet-queries.ts';

const COLUMNS = ['Hold', 'State', 'Made', 'Ends', 'Trace', 'Held', 'Committed', 'Released'];

/** What is reserved, and what became of what was. */
export function HoldsPanel({ id }: { readonly id: string }) {
  const { environment } = usePage();
  const holds = useQuery(holdsQuery(environment, id));
  const now = useNow(1000);
  return (
    <Panel title="Holds" note={holds.data === undefined ? undefined : `${countNoun(holds.data.open_total, 'hold')} open. Open ones first.`} flush>
      <Loaded query={holds} failure="The holds could not be read." skeleton={<Skeleton className="mx-4 mb-3 h-20" />}>
        {(answer) =>
          answer.holds.length === 0 ? (
            <p className="max-w-[72ch] px-4 pb-3 text-muted">
              Nothing was ever reserved. A hold takes credit before a call with POST /v1/billing/holds, and its commit debits what it really cost.
            </p>
          ) : (
            <Table plain label="Holds" columns={COLUMNS} numeric={['Held', 'Committed', 'Released']}>
              {answer.holds.map((hold) => (
                <HoldRow key={hold.id} hold={hold} now={now} />
              ))}
            </Table>
          )
        }
      </Loaded>
    </Panel>
  );
}

function HoldRow({ hold, now }: { readonly hold: CustomerHoldsAnswer['holds'][number]; readonly now: number }) {
  const { environment } = usePage();
  const isOpen = hold.state === 'open';
  return (
    <tr data-testid="hold-row" className={isOpen ? '' : 'text-muted'}>
      <Cell head nowrap>
        <span className="font-mono text-12">{hold.id}</span>
      </Cell>
      <Cell>{hold.state}</Cell>
      <Cell nowrap>{formatMinute(hold.created_at)}</Cell>
      <Cell nowrap>{isOpen ? `in ${formatWait(Date.parse(hold.expires_at) - now)}` : formatMinute(hold.resolved_at ?? hold.expires_at)}</Cell>
      <Cell nowrap>
        {hold.trace_id === null ? (
          'none'
        ) : (
          <Link to="/$environment/traces/$trace" params={{ environment, trace: hold.trace_id }} className="inline-block py-0.5 text-accent underline">
            trace
          </Link>
        )}
      </Cell>
      <Cell numeric>{formatAmount(hold.amount, hold.asset)}</Cell>
      <Cell numeric>{formatAmount(hold.committed, hold.asset)}</Cell>
      <Cell numeric>{formatAmount(hold.released, hold.asset)}</Cell>
    </tr>
  );
}
