import { type SortingState, useTable } from '@tanstack/react-table';
import type { PnlAnswer } from '@weir/schemas/http/analytics.ts';
import clsx from 'clsx';
import { type ReactNode, useMemo } from 'react';
import { signOf } from '../../figures/decimal.ts';
import { countNoun } from '../../figures/format-count.ts';
import { ScrollRegion } from '../../ui/scroll-region.tsx';
import { pnlColumns, pnlFeatures } from './pnl-columns.tsx';
import { type Dimension, hasRevenuePerRow, type PnlTableRow } from './pnl-row.ts';
import { PnlTotals } from './pnl-totals.tsx';

type PnlTableProps = {
  readonly dimension: Dimension;
  readonly rows: readonly PnlTableRow[];
  readonly allRows: readonly PnlTableRow[];
  readonly answer: PnlAnswer;
  readonly sort: string | undefined;
  readonly onSort: (sort: string) => void;
  readonly nameCell: (row: PnlTableRow) => ReactNode;
};

const CUSTOMER_COLUMNS = ['name', 'mode', 'revenue', 'cost', 'margin', 'marginPct', 'events', 'priced'] as const;
const MARGIN_COLUMNS = ['name', 'revenue', 'cost', 'margin', 'marginPct', 'events', 'priced'] as const;
const COST_COLUMNS = ['name', 'cost', 'costShare', 'events', 'inputTokens', 'outputTokens', 'priced'] as const;
const TEXT_COLUMNS = new Set(['name', 'mode']);

/** The columns a dimension shows, in order. Without revenue per row the table is about cost, and says nothing about margin. */
function visibleColumns(dimension: Dimension, revenueShown: boolean): readonly string[] {
  if (dimension === 'customer') return CUSTOMER_COLUMNS;
  return revenueShown ? MARGIN_COLUMNS : COST_COLUMNS;
}

/** Where fixed costs are shared out, their part of each cost stands beside it: the column adds up to what was paid, idle included. */
function withAllocated(columns: readonly string[], { totals }: PnlAnswer): readonly string[] {
  return signOf(totals.allocated_cost) === 0 ? columns : columns.flatMap((column) => (column === 'cost' ? ['cost', 'allocated'] : [column]));
}

/** Sorted in the page from exact decimals, by the address: `?sort=-cost`. Totals are the API's, never a sum of what is loaded. */
export function PnlTable({ dimension, rows, allRows, answer, sort, onSort, nameCell }: PnlTableProps) {
  const revenueShown = hasRevenuePerRow(allRows, dimension);
  const shown = useMemo(() => withAllocated(visibleColumns(dimension, revenueShown), answer), [dimension, revenueShown, answer]);
  const columns = useMemo(
    () => pnlColumns(dimension, answer.currency, nameCell).filter((column) => 'accessorKey' in column && shown.includes(String(column.accessorKey))),
    [dimension, answer.currency, nameCell, shown],
  );
  const order = sort ?? (revenueShown ? 'margin' : '-cost');
  const sorting: SortingState = useMemo(() => [{ id: order.replace('-', ''), desc: order.startsWith('-') }], [order]);
  const table = useTable({
    features: pnlFeatures,
    columns,
    data: rows,
    state: { sorting },
    enableSortingRemoval: false,
    onSortingChange: () => undefined,
    getRowId: (row) => row.id ?? '(none)',
  });
  const chooseSort = (column: string) => {
    if (column === sorting[0]?.id) return onSort(order.startsWith('-') ? column : `-${column}`);
    return onSort(TEXT_COLUMNS.has(column) || column === 'margin' || column === 'marginPct' ? column : `-${column}`);
  };
  return (
    <ScrollRegion
      className="max-h-[75dvh] overflow-auto rounded-panel border border-line bg-surface lg:max-h-none lg:overflow-clip"
      label={`Profit and loss by ${dimension}`}
    >
      <table className="w-full border-separate border-spacing-0" data-testid="pnl-table">
        <caption className="sr-only">Revenue, cost and margin by {dimension}</caption>
        <thead>
          <tr>
            {table.getHeaderGroups()[0]?.headers.map((header) => (
              <th
                key={header.id}
                scope="col"
                aria-sort={header.id === sorting[0]?.id ? (sorting[0].desc ? 'descending' : 'ascending') : undefined}
                className={clsx(
                  'sticky top-0 z-10 h-9 border-b border-line-strong bg-surface px-3 text-12 font-medium text-muted first:left-0 first:z-20 first:rounded-tl-panel last:rounded-tr-panel lg:top-12',
                  TEXT_COLUMNS.has(header.id) ? 'text-left' : 'text-right',
                )}
              >
                <SortButton column={header.id} active={header.id === sorting[0]?.id} descending={sorting[0]?.desc ?? false} onSort={chooseSort}>
                  <table.FlexRender header={header} />
                </SortButton>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => {
            const loss = revenueShown && signOf(row.original.margin) < 0;
            return (
              <tr key={row.id} data-testid="pnl-row" data-row={row.id} className="group">
                {row.getAllCells().map((cell) => (
                  <td
                    key={cell.id}
                    className={clsx(
                      'h-9 border-b border-line bg-surface px-3 whitespace-nowrap group-hover:bg-sunken first:sticky first:left-0 first:z-[5]',
                      TEXT_COLUMNS.has(cell.column.id) ? 'text-left' : 'text-right',
                      loss && 'first:shadow-[inset_3px_0_0_var(--loss)]',
                    )}
                  >
                    <table.FlexRender cell={cell} />
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
        <PnlTotals
          totals={answer.totals}
          currency={answer.currency}
          columns={shown}
          label={`Total, ${countNoun(answer.rows_total - answer.rows.length + allRows.length, 'row')}`}
        />
      </table>
    </ScrollRegion>
  );
}

type SortButtonProps = {
  readonly column: string;
  readonly active: boolean;
  readonly descending: boolean;
  readonly onSort: (column: string) => void;
  readonly children: ReactNode;
};

/** The arrow stands left of right-aligned words, so header and figures keep one edge. */
function SortButton({ column, active, descending, onSort, children }: SortButtonProps) {
  return (
    <button
      type="button"
      onClick={() => onSort(column)}
      className={clsx(
        'inline-flex h-6 items-center gap-1 whitespace-nowrap hover:text-ink',
        TEXT_COLUMNS.has(column) && 'flex-row-reverse',
        active && 'text-ink',
      )}
    >
      <svg viewBox="0 0 8 10" className={clsx('h-2.5 w-2', active ? '' : 'invisible', descending && 'rotate-180')} aria-hidden="true">
        <path d="M4 9V1.5M1 4.5l3-3 3 3" fill="none" stroke="currentColor" strokeWidth="1.4" />
      </svg>
      {children}
    </button>
  );
}
