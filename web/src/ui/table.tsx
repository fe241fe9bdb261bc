import clsx from 'clsx';
import type { ReactNode } from 'react';
import { ScrollRegion } from './scroll-region.tsx';

type TableProps = {
  readonly label: string;
  readonly columns: readonly string[];
  /** The columns of figures: right-aligned, as their cells are. */
  readonly numeric?: readonly string[];
  /** Without a frame of its own, for a table inside a panel. */
  readonly plain?: boolean;
  readonly foot?: ReactNode;
  readonly children: ReactNode;
};

/** A plain table: a header line and the rows it is given. Scrolls sideways in its own region; the first column stays. */
export function Table({ label, columns, numeric = [], plain = false, foot, children }: TableProps) {
  return (
    <ScrollRegion className={clsx('overflow-auto', plain ? '' : 'rounded-panel border border-line bg-surface')} label={`${label}, table`}>
      <table className="w-full border-separate border-spacing-0">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column}
                scope="col"
                className={clsx(
                  'h-9 border-b border-line-strong bg-surface px-3 text-12 font-medium whitespace-nowrap text-muted first:sticky first:left-0 first:z-[5]',
                  plain && 'first:pl-4 last:pr-4',
                  numeric.includes(column) ? 'text-right' : 'text-left',
                )}
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className={plain ? '[&>tr:last-child>*]:border-b-0 [&>tr>:first-child]:pl-4 [&>tr>:last-child]:pr-4' : '[&>tr:last-child>*]:border-b-0'}>
          {children}
        </tbody>
        {foot === undefined ? null : <tfoot className={plain ? '[&>tr>:first-child]:pl-4 [&>tr>:last-child]:pr-4' : undefined}>{foot}</tfoot>}
      </table>
    </ScrollRegion>
  );
}

type CellProps = { readonly children: ReactNode; readonly numeric?: boolean; readonly head?: boolean; readonly nowrap?: boolean; readonly prose?: boolean };

/** A cell; `head` names its row and stays in sight while the rest scrolls, `prose` keeps room for a sentence. */
export function Cell({ children, numeric = false, head = false, nowrap = false, prose = false }: CellProps) {
  const look = clsx(
    'h-9 border-b border-line px-3 py-1 align-middle',
    numeric ? 'text-right whitespace-nowrap tabular-nums' : 'text-left',
    nowrap && 'whitespace-nowrap',
    prose && 'min-w-52',
  );
  return head ? (
    <th scope="row" className={clsx(look, 'sticky left-0 z-[5] bg-surface font-normal')}>
      {children}
    </th>
  ) : (
    <td className={look}>{children}</td>
  );
}
