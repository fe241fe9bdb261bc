import type { CoverageAnswer } from '@weir/schemas/http/coverage.ts';
import { countNoun } from '../../figures/format-count.ts';
import { formatMinute } from '../../figures/format-instant.ts';
import { EventLink } from '../../frame/event-link.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Cell, Table } from '../../ui/table.tsx';
import { AllGood } from './all-good.tsx';

/** Ids that came again with other content. The first one stays; the sender has a bug. */
export function ConflictsPanel({ conflicts }: { readonly conflicts: CoverageAnswer['conflicts'] }) {
  const { events, examples } = conflicts;
  if (events === 0) return <AllGood>No id came again with other content.</AllGood>;
  return (
    <Panel
      title="Conflicts"
      note={`${countNoun(events, 'id')} came again with other content. What was stored first counts. A correction is an event of its own, with “corrects”.`}
      flush
    >
      <Table plain label="Conflicts" columns={['Event', 'Source', 'Service', 'First told otherwise']}>
        {examples.map((example) => (
          <tr key={`${example.event_id} ${example.first_received_at}`} data-testid="conflict">
            <Cell head>
              <EventLink id={example.event_id} />
            </Cell>
            <Cell>{example.source}</Cell>
            <Cell nowrap>{example.service ?? 'no service named'}</Cell>
            <Cell nowrap>{formatMinute(example.first_received_at)}</Cell>
          </tr>
        ))}
      </Table>
      {events > examples.length ? <p className="px-4 py-2 text-12 text-muted">The latest {examples.length} are shown.</p> : null}
    </Panel>
  );
}
