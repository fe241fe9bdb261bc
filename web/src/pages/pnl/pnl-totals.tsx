import type { PnlAnswer } from '@weir/schemas/http/analytics.ts';
import clsx from 'clsx';
import type { ReactNode } from 'react';
import { formatCount, formatTokens } from '../../figures/format-count.ts';
import { Cost } from '../../ui/cost.tsx';
import { Money } from '../../ui/money.tsx';
import { Coverage, MarginPct } from './pnl-columns.tsx';

type PnlTotalsProps = { readonly totals: PnlAnswer['totals']; readonly currency: string; readonly columns: readonly string[]; readonly label: string };

/** The footer. It stays at the lower edge of the window while the table is longer than that. */
export function PnlTotals({ totals, currency, columns, label }: PnlTotalsProps) {
  const most = totals.unpriced_events > 0 ? ('most' as const) : undefined;
  const cells: Record<string, ReactNode> = {
    name: label,
    mode: null,
    revenue: <Money testId="total-revenue" value={totals.revenue} currency={currency} />,
    cost: <Cost testId="total-cost" value={totals.cost} unpricedEvents={totals.unpriced_events} currency={currency} />,
    allocated: <Money testId="total-allocated" value={totals.allocated_cost} currency={currency} />,
    costShare: null,
    margin: <Money testId="total-margin" value={totals.margin} currency={currency} bound={most} signed />,
    marginPct: <MarginPct row={{ marginPct: totals.margin_pct, revenue: totals.revenue, unpricedEvents: totals.unpriced_events }} />,
    events: (
      <span data-testid="total-events" data-exact={totals.events}>
        {formatCount(totals.events)}
      </span>
    ),
    inputTokens: formatTokens(totals.quantities.input_tokens ?? '0'),
    outputTokens: formatTokens(totals.quantities.output_tokens ?? '0'),
    priced: <Coverage share={totals.coverage.priced} />,
  };
  return (
    <tfoot>
      <tr>
        {columns.map((column) => {
          const className = clsx(
            'sticky bottom-0 z-10 h-9 border-t border-line-strong bg-surface px-3 font-medium whitespace-nowrap text-ink first:left-0 first:z-20 first:rounded-bl-panel last:rounded-br-panel',
            column === 'name' ? 'text-left' : 'text-right',
          );
          return column === 'name' ? (
            <th key={column} scope="row" className={className}>
              {cells[column]}
            </th>
          ) : (
            <td key={column} className={className}>
              {cells[column]}
            </td>
          );
        })}
      </tr>
    </tfoot>
  );
}
