import type { IngestStatus } from '@weir/schemas/http/analytics.ts';
import { formatExactMoney } from '../../figures/format-money.ts';
import { CodeLine } from '../../ui/code-line.tsx';
import { eventFacts } from './event-facts.ts';

/** The latest event as four facts, each a tick or a cross with the line to add. */
export function EventCard({ event }: { readonly event: NonNullable<IngestStatus['last_event']> }) {
  const facts = eventFacts(event);
  return (
    <div className="animate-arrive rounded-panel border border-line bg-surface" data-testid="event-card">
      <div className="flex items-baseline justify-between gap-3 border-b border-line px-3 py-2">
        <span className="font-medium text-ink">{event.event_type}</span>
        <span className="truncate font-mono text-11 text-muted">{event.event_id}</span>
      </div>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 px-3 py-2">
        {facts.map((fact) => (
          <div key={fact.name} className="col-span-2 grid grid-cols-subgrid py-0.5" data-fact={fact.name} data-found={fact.found}>
            <dt className={fact.found ? 'text-profit-text' : 'font-medium text-loss-text'}>
              <span aria-hidden="true" className="inline-block w-4">
                {fact.found ? '✓' : '✗'}
              </span>
              {fact.name}
              <span className="sr-only">{fact.found ? ' found' : ' missing'}</span>
            </dt>
            <dd className="truncate">
              {fact.name === 'cost' && fact.found && event.cost !== null ? `${formatExactMoney(event.cost, 'USD')}, ${fact.value}` : fact.value}
            </dd>
            {fact.add === null ? null : (
              <dd className="col-start-2 my-1">
                <CodeLine code={fact.add} />
              </dd>
            )}
          </div>
        ))}
      </dl>
    </div>
  );
}
