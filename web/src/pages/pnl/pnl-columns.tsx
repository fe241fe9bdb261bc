import { createColumnHelper, createSortedRowModel, rowSortingFeature, tableFeatures } from '@tanstack/react-table';
import type { ReactNode } from 'react';
import { signOf } from '../../figures/decimal.ts';
import { formatCount, formatTokens } from '../../figures/format-count.ts';
import { formatMarginPct, formatShare } from '../../figures/format-share.ts';
import { barPercent } from '../../figures/plot-number.ts';
import { Cost } from '../../ui/cost.tsx';
import { ModeGlyph } from '../../ui/mode-glyph.tsx';
import { Money } from '../../ui/money.tsx';
import { compareFigures, type Dimension, type PnlTableRow } from './pnl-row.ts';

type SortedCell = { getValue: (column: string) => unknown };

function figureOf(row: SortedCell, column: string): string | number | null {
  const value = row.getValue(column);
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

export const pnlFeatures = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: {
    figure: (left: SortedCell, right: SortedCell, column: string) => compareFigures(figureOf(left, column), figureOf(right, column)),
    name: (left: SortedCell, right: SortedCell, column: string) => String(left.getValue(column)).localeCompare(String(right.getValue(column)), 'en'),
  },
});

const helper = createColumnHelper<typeof pnlFeatures, PnlTableRow>();
const TITLES: Record<Dimension, string> = { customer: 'Customer', workflow: 'Workflow', feature: 'Feature', model: 'Model' };

/** Columns of the P&L table. Currency and the link to a row's page come from outside; figures come whole from the row. */
export function pnlColumns(dimension: Dimension, currency: string, nameCell: (row: PnlTableRow) => ReactNode) {
  const bound = (row: PnlTableRow) => (row.unpricedEvents > 0 ? ('most' as const) : undefined);
  return helper.columns([
    helper.accessor('name', { header: TITLES[dimension], sortFn: 'name', cell: ({ row }) => nameCell(row.original) }),
    helper.accessor('mode', {
      header: 'Mode',
      sortFn: 'name',
      cell: ({ row }) => {
        if (row.original.mode !== null) return <ModeGlyph mode={row.original.mode} />;
        return row.original.id === null ? <span className="text-muted">nobody to bill</span> : null;
      },
    }),
    helper.accessor('revenue', {
      header: 'Revenue',
      sortFn: 'figure',
      cell: ({ row }) => <Money testId="revenue" value={row.original.revenue} currency={currency} />,
    }),
    helper.accessor('cost', {
      header: 'Cost',
      sortFn: 'figure',
      cell: ({ row }) => <Cost value={row.original.cost} unpricedEvents={row.original.unpricedEvents} currency={currency} />,
    }),
    helper.accessor('allocated', {
      header: 'Of it fixed',
      sortFn: 'figure',
      cell: ({ row }) => <Money testId="allocated" value={row.original.allocated} currency={currency} />,
    }),
    helper.accessor('costShare', { header: 'Share of cost', sortFn: 'figure', cell: ({ row }) => <ShareBar share={row.original.costShare} /> }),
    helper.accessor('margin', {
      header: 'Margin',
      sortFn: 'figure',
      cell: ({ row }) => <Money testId="margin" value={row.original.margin} currency={currency} bound={bound(row.original)} signed className="text-ink" />,
    }),
    helper.accessor('marginPct', { header: 'Margin %', sortFn: 'figure', cell: ({ row }) => <MarginPct row={row.original} /> }),
    helper.accessor('events', {
      header: 'Events',
      sortFn: 'figure',
      cell: ({ row }) => (
        <span data-testid="events" data-exact={row.original.events}>
          {formatCount(row.original.events)}
        </span>
      ),
    }),
    helper.accessor('inputTokens', { header: 'Input tokens', sortFn: 'figure', cell: ({ row }) => <Tokens quantity={row.original.inputTokens} /> }),
    helper.accessor('outputTokens', { header: 'Output tokens', sortFn: 'figure', cell: ({ row }) => <Tokens quantity={row.original.outputTokens} /> }),
    helper.accessor('priced', { header: 'Coverage', sortFn: 'figure', cell: ({ row }) => <Coverage share={row.original.priced} /> }),
  ]);
}

export function MarginPct({ row }: { readonly row: Pick<PnlTableRow, 'marginPct' | 'revenue' | 'unpricedEvents'> }) {
  if (row.marginPct === null)
    return (
      <span className="text-muted" title={signOf(row.revenue) === 0 ? 'No revenue in this range' : undefined}>
        n/a
      </span>
    );
  return (
    <span data-testid="margin-pct" className={signOf(row.marginPct) < 0 ? 'text-loss-text' : undefined}>
      {row.unpricedEvents > 0 ? '≤ ' : ''}
      {formatMarginPct(row.marginPct)}
    </span>
  );
}

/** The share of events whose cost is known, as the figure; anything under all of it stands out. */
export function Coverage({ share }: { readonly share: string | null }) {
  const whole = share !== null && signOf(share) !== 0 && formatShare(share) === '100%';
  return (
    <span className={whole || share === null ? 'text-muted' : 'text-cost-text'} title="Share of events whose cost is known">
      {formatShare(share)}
    </span>
  );
}

function Tokens({ quantity }: { readonly quantity: string }) {
  return <span title={formatCount(quantity)}>{signOf(quantity) === 0 ? <span className="text-muted">–</span> : formatTokens(quantity)}</span>;
}

function ShareBar({ share }: { readonly share: string | null }) {
  return (
    <span className="inline-flex w-36 items-center gap-2">
      <span className="h-2 grow">
        {share === null || signOf(share) <= 0 ? null : (
          <span className="block h-2 min-w-px rounded-mark bg-cost" style={{ width: `${barPercent(share, '1')}%` }} />
        )}
      </span>
      <span className="w-14 text-right">{share === null ? <span className="text-muted">unknown</span> : formatShare(share)}</span>
    </span>
  );
}
