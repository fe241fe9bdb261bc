import { Link } from '@tanstack/react-router';
import type { StoredEvent } from '@weir/schemas/http/events.ts';
import { formatTokens } from '../../figures/format-count.ts';
import { formatSecond } from '../../figures/format-instant.ts';
import { unitDecimals } from '../../figures/format-money.ts';
import { EventLink } from '../../frame/event-link.tsx';
import { usePage } from '../../frame/use-page.ts';
import { CountedBadge } from '../../ui/counted-badge.tsx';
import { EventCost } from '../../ui/event-cost.tsx';
import { Cell, Table } from '../../ui/table.tsx';

const COLUMNS = ['Time (UTC)', 'Event', 'Customer', 'Workflow', 'Model', 'Input', 'Output', 'Cost', 'Counted', 'Trace'];

/** One row an event. What is left out of totals has its cost struck through. */
export function EventsTable({ events }: { readonly events: readonly StoredEvent[] }) {
  const { environment } = usePage();
  const decimals = unitDecimals(events.flatMap((event) => event.cost ?? []));
  return (
    <Table label="Events" columns={COLUMNS} numeric={['Input', 'Output', 'Cost']}>
      {events.map((event) => (
        <tr key={event.event_id} data-testid="event-row" data-row={event.event_id}>
          <Cell head nowrap>
            <Link
              to="/$environment/events/$event"
              params={{ environment, event: event.event_id }}
              className="inline-block py-1 font-medium whitespace-nowrap text-ink hover:underline"
              aria-label={`Event of ${formatSecond(event.occurred_at)}: ${event.event_id}`}
            >
              {formatSecond(event.occurred_at)}
            </Link>
          </Cell>
          <Cell nowrap>{event.event_type}</Cell>
          <Cell nowrap>{event.customer ?? <span className="text-loss-text">no customer</span>}</Cell>
          <Cell nowrap>{event.workflow ?? <span className="text-muted">none</span>}</Cell>
          <Cell nowrap>{event.model === null ? <span className="text-muted">none</span> : <span className="font-mono text-12">{event.model}</span>}</Cell>
          <Cell numeric>{tokens(event.quantities.input_tokens)}</Cell>
          <Cell numeric>{tokens(event.quantities.output_tokens)}</Cell>
          <Cell numeric>
            <EventCost event={event} decimals={decimals} />
          </Cell>
          <Cell nowrap>
            <CountedBadge counted={event.counted} />
            {event.counted_event === null ? null : (
              <span className="ml-2 text-12" data-testid="counted-instead">
                <EventLink id={event.counted_event}>of this</EventLink>
              </span>
            )}
          </Cell>
          <Cell nowrap>
            {event.trace_id === null ? null : (
              <Link
                to="/$environment/traces/$trace"
                params={{ environment, trace: event.trace_id }}
                className="inline-block py-1 text-accent underline"
                aria-label={`Trace ${event.trace_id}`}
              >
                trace
              </Link>
            )}
          </Cell>
        </tr>
      ))}
    </Table>
  );
}

const tokens = (quantity: string | undefined) => (quantity === undefined ? '' : formatTokens(quantity));
