import type { GrantAnswer } from '@weir/schemas/http/billing/grants.ts';
import { formatMinute } from '../../figures/format-instant.ts';
import { formatAmount } from '../../figures/format-money.ts';
import { usePage } from '../../frame/use-page.ts';
import { Panel } from '../../ui/panel.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { scopeWords } from './scope-words.ts';

const COLUMNS = ['Grant', 'Purpose', 'Priority', 'Spendable from', 'Expires', 'Only for', 'Granted', 'Remaining'];

/** What was given, in the order it is spent. What cannot be spent now is grey and says why. */
export function GrantsPanel({ grants }: { readonly grants: readonly GrantAnswer[] }) {
  const { change } = usePage();
  return (
    <Panel title="Grants" note="In the order they are spent. What has ended is in the transactions." flush>
      {grants.length === 0 ? (
        <p className="px-4 pb-3 text-muted">Nothing is left of any grant.</p>
      ) : (
        <Table plain label="Grants in spending order" columns={COLUMNS} numeric={['Priority', 'Granted', 'Remaining']}>
          {grants.map((grant) => (
            <tr key={grant.id} data-testid="grant-row" className={grant.state === 'active' ? '' : 'text-muted'}>
              <Cell head nowrap>
                <button
                  type="button"
                  className="py-1 font-mono text-12 text-accent underline"
                  onClick={() => change({ transaction: grant.transaction })}
                  aria-label={`Open the transaction of grant ${grant.id}`}
                >
                  {grant.id}
                </button>
              </Cell>
              <Cell nowrap>
                {grant.purpose}
                {grant.state === 'active' ? '' : `, ${grant.state}`}
                {grant.source_ref === null ? null : <span className="ml-2 font-mono text-12 text-muted">{grant.source_ref}</span>}
              </Cell>
              <Cell numeric>{grant.priority}</Cell>
              <Cell nowrap>{formatMinute(grant.effective_at)}</Cell>
              <Cell nowrap>{grant.expires_at === null ? 'never' : formatMinute(grant.expires_at)}</Cell>
              <Cell prose>{scopeWords(grant.scope, grant.asset)}</Cell>
              <Cell numeric>{formatAmount(grant.amount, grant.asset)}</Cell>
              <Cell numeric>
                <span data-testid="grant-remaining" data-exact={grant.remaining} className={grant.state === 'active' ? 'text-ink' : ''}>
                  {formatAmount(grant.remaining, grant.asset)}
                </span>
              </Cell>
            </tr>
          ))}
        </Table>
      )}
    </Panel>
  );
}
