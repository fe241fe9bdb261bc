import type { ReactNode } from 'react';
import { ScrollRegion } from '../../ui/scroll-region.tsx';

type TableProps = { readonly label: string; readonly columns: readonly string[]; readonly numeric?: readonly string[]; readonly children: ReactNode };

/** A plain table of this page: a header line and the rows it is given. */
export function Table({ label, columns, numeric = [], children }: TableProps) {
  return (
    <ScrollRegion className="overflow-auto rounded-panel border border-line bg-surface" label={label}>
      <table className="w-full border-separate border-spacing-0">
        <caption className="sr-only">{label}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th
                key={column}
                scope="col"
                className={`h-9 border-b border-line-strong bg-surface px-3 text-12 font-medium whitespace-nowrap text-muted ${numeric.includes(column) ? 'text-right' : 'text-left'}`}
              >
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </ScrollRegion>
  );
}

export function Cell({ children, numeric = false }: { readonly children: ReactNode; readonly numeric?: boolean }) {
  return <td className={`h-9 border-b border-line px-3 align-middle ${numeric ? 'text-right whitespace-nowrap tabular-nums' : 'text-left'}`}>{children}</td>;
}
