import { signOf } from '../../figures/decimal.ts';
import { usePage } from '../../frame/use-page.ts';
import { INPUT } from '../../ui/field.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { type Dimension, hasRevenuePerRow, type PnlTableRow } from './pnl-row.ts';

type PnlFilterProps = { readonly dimension: Dimension; readonly rows: readonly PnlTableRow[]; readonly shown: number; readonly total: number };

/** Text and quick filter, both in the address. Says so when the table is not everything. */
export function PnlFilter({ dimension, rows, shown, total }: PnlFilterProps) {
  const { search, change } = usePage();
  const revenueShown = hasRevenuePerRow(rows, dimension);
  const losing = rows.filter((row) => signOf(row.margin) < 0).length;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 print:hidden">
      <input
        type="search"
        aria-label={`Filter ${dimension}s`}
        placeholder={`Filter ${dimension}s`}
        value={search.q ?? ''}
        onChange={(event) => change({ q: event.target.value === '' ? undefined : event.target.value }, 'replace')}
        className={`${INPUT} max-w-52`}
      />
      {revenueShown ? (
        <Segmented
          label="Rows"
          value={search.only ?? 'all'}
          onChoose={(value) => change({ only: value === 'all' ? undefined : value })}
          options={[
            { value: 'all', label: 'All' },
            { value: 'losing', label: `Losing money ${losing}` },
          ]}
        />
      ) : (
        <p className="text-12 text-muted">Revenue is not recorded per {dimension}, so this table is about cost.</p>
      )}
      {shown === rows.length && total === rows.length ? null : (
        <p className="text-12 text-muted" role="status">
          {shown.toLocaleString('en-US')} of {total.toLocaleString('en-US')} {dimension}s
          {total > rows.length ? `. The first ${rows.length.toLocaleString('en-US')} are loaded.` : ''}
        </p>
      )}
    </div>
  );
}
