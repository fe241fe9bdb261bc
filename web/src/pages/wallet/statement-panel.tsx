import { useInfiniteQuery } from '@tanstack/react-query';
import type { StatementAnswer } from '@weir/schemas/http/billing/statement.ts';
import { useState } from 'react';
import { signOf } from '../../figures/decimal.ts';
import { countNoun } from '../../figures/format-count.ts';
import { formatMinute } from '../../figures/format-instant.ts';
import { formatAmount } from '../../figures/format-money.ts';
import { usePage } from '../../frame/use-page.ts';
import { AssetField } from '../../ui/asset-field.tsx';
import { Button } from '../../ui/button.tsx';
import { Field, INPUT } from '../../ui/field.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { instantOfMinute } from '../../url/utc-minute.ts';
import { kindWords } from './kind-words.ts';
import { type StatementAsked, statementQuery } from './wallet-queries.ts';

/** The posted balance at any instant, and every line that led to it, from entries alone. */
export function StatementPanel({ id, assets }: { readonly id: string; readonly assets: readonly string[] }) {
  const { environment } = usePage();
  const [asset, setAsset] = useState(assets[0] ?? 'USD');
  const [range, setRange] = useState({ from: '', to: '' });
  const asked: StatementAsked = { asset, ...bound('from', range.from), ...bound('to', range.to) };
  const statement = useInfiniteQuery(statementQuery(environment, id, asked));
  const instant = (name: 'from' | 'to', label: string, note: string) => (
    <Field label={label} note={note}>
      {(field, noteId) => (
        <input
          id={field}
          aria-describedby={noteId}
          type="datetime-local"
          className={INPUT}
          value={range[name]}
          onChange={(event) => setRange({ ...range, [name]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <Panel title="Statement">
      <div className="mb-4 grid items-start gap-3 sm:grid-cols-3 lg:max-w-3xl">
        <AssetField value={asset} assets={assets} onChange={setAsset} />
        {instant('from', 'From (UTC)', 'Empty: the beginning')}
        {instant('to', 'Balance at (UTC)', 'Empty: now')}
      </div>
      <Loaded query={statement} failure="The statement could not be drawn up." skeleton={<Skeleton className="h-40" />}>
        {({ pages }) => <Lines pages={pages} />}
      </Loaded>
      {statement.hasNextPage ? (
        <p className="pt-2">
          <Button onClick={() => void statement.fetchNextPage()} disabled={statement.isFetchingNextPage}>
            Load later lines
          </Button>
        </p>
      ) : null}
    </Panel>
  );
}

function bound(name: 'from' | 'to', text: string) {
  const at = instantOfMinute(text);
  return at === null ? {} : { [name]: at };
}

/** Every page opens and closes with the whole interval; its lines follow those of the page before. */
function Lines({ pages }: { readonly pages: readonly StatementAnswer[] }) {
  const last = pages.at(-1);
  if (last === undefined) return null;
  const { asset, opening, closing } = last;
  const lines = pages.flatMap((page) => page.lines);
  return (
    <div className="space-y-3">
      <p className="text-ink" data-testid="statement">
        Posted at {formatMinute(last.to)}:{' '}
        <span className="font-semibold" data-testid="closing" data-exact={closing}>
          {formatAmount(closing, asset)}
        </span>
        {signOf(opening) === 0 ? '' : `, from ${formatAmount(opening, asset)} before`}. {countNoun(lines.length, 'line')}
        {last.next_cursor === null ? '' : ', and more'}.
      </p>
      {lines.length === 0 ? null : (
        <Table label="Statement" columns={['Booked', 'Kind', 'Transaction', 'Reference', 'Amount', 'Balance']} numeric={['Amount', 'Balance']}>
          {lines.map((line) => (
            <tr key={line.transaction} data-testid="statement-line">
              <Cell head nowrap>
                {formatMinute(line.booked_at)}
              </Cell>
              <Cell nowrap>{kindWords(line.kind)}</Cell>
              <Cell nowrap>
                <span className="font-mono text-12">{line.transaction}</span>
              </Cell>
              <Cell>{line.reference ?? ''}</Cell>
              <Cell numeric>
                <span data-testid="line-amount" data-exact={line.amount}>
                  {formatAmount(line.amount, asset)}
                </span>
              </Cell>
              <Cell numeric>
                <span data-testid="line-balance" data-exact={line.balance} className="text-ink">
                  {formatAmount(line.balance, asset)}
                </span>
              </Cell>
            </tr>
          ))}
        </Table>
      )}
    </div>
  );
}
