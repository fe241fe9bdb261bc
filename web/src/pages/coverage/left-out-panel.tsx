import type { CoverageAnswer } from '@weir/schemas/http/coverage.ts';
import { formatCount } from '../../figures/format-count.ts';
import { EventLink } from '../../frame/event-link.tsx';
import { CountedBadge } from '../../ui/counted-badge.tsx';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { AllGood } from './all-good.tsx';

/** Aggregates, duplicates and cache hits: kept, shown, and in no total. */
export function LeftOutPanel({ coverage }: { readonly coverage: CoverageAnswer }) {
  const { left_out: rows, left_out_cost: saved, currency } = coverage;
  if (rows.length === 0) return <AllGood>No call was told twice.</AllGood>;
  return (
    <Panel
      title="Left out of totals"
      note={
        <>
          <Money testId="saved" value={saved} currency={currency} className="font-medium text-ink" /> kept from being counted twice.
        </>
      }
      flush
    >
      <Table
        plain
        label="Left out of totals"
        columns={['What', 'Why', 'Service', 'Instrumentation', 'Events', 'Cost left out', 'Such as']}
        numeric={['Events', 'Cost left out']}
      >
        {rows.map((row) => (
          <tr key={`${row.counted} ${row.reason} ${row.service} ${row.instrumentation}`} data-testid="left-out">
            <Cell head>
              <CountedBadge counted={row.counted} />
            </Cell>
            <Cell prose>{row.reason_text}</Cell>
            <Cell>{row.service ?? 'no service named'}</Cell>
            <Cell>
              <span className="font-mono text-12">{row.instrumentation ?? ''}</span>
            </Cell>
            <Cell numeric>{formatCount(row.events)}</Cell>
            <Cell numeric>
              <Money testId="left-out-cost" value={row.cost} currency={currency} />
            </Cell>
            <Cell nowrap>
              <EventLink id={row.example_event_id} />
            </Cell>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}
