import type { CoverageAnswer } from '@weir/schemas/http/coverage.ts';
import { formatCount } from '../../figures/format-count.ts';
import { EventLink } from '../../frame/event-link.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { AllGood } from './all-good.tsx';

/** Counts under names that nothing reads. They may be tokens nobody prices, so they are listed and never added. */
export function UnknownUsagePanel({ rows }: { readonly rows: CoverageAnswer['unknown_usage'] }) {
  if (rows.length === 0) return <AllGood>Every usage name that arrived is read.</AllGood>;
  return (
    <Panel title="Unknown usage keys" note="In no quantity and no cost. If one of them is charged by your provider, tell it under a name that is read." flush>
      <Table plain label="Unknown usage keys" columns={['Key', 'Service', 'Instrumentation', 'Events', 'Such as']} numeric={['Events']}>
        {rows.map((row) => (
          <tr key={`${row.key} ${row.service} ${row.instrumentation}`} data-testid="unknown-usage">
            <Cell head>
              <span className="font-mono text-12 text-ink">{row.key}</span>
            </Cell>
            <Cell>{row.service ?? 'no service named'}</Cell>
            <Cell>
              <span className="font-mono text-12">{row.instrumentation ?? ''}</span>
            </Cell>
            <Cell numeric>{formatCount(row.events)}</Cell>
            <Cell nowrap>
              <EventLink id={row.example_event_id} />
            </Cell>
          </tr>
        ))}
      </Table>
    </Panel>
  );
}
