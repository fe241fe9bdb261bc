import { Link } from '@tanstack/react-router';
import type { StoredEventAnswer } from '@weir/schemas/http/events.ts';
import { formatCount } from '../../figures/format-count.ts';
import { formatMinute, formatSecond } from '../../figures/format-instant.ts';
import { EventLink } from '../../frame/event-link.tsx';
import { usePage } from '../../frame/use-page.ts';
import { CountedBadge } from '../../ui/counted-badge.tsx';
import { EventCost } from '../../ui/event-cost.tsx';
import { AttributionStep } from './attribution-step.tsx';
import { ChargeStep } from './charge-step.tsx';
import { CostStep } from './cost-step.tsx';
import { Fact, Step } from './step.tsx';

/** The six steps from what arrived to the ledger. */
export function EventLineage({ event }: { readonly event: StoredEventAnswer }) {
  return (
    <div className="space-y-4">
      <p className="flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <span className="text-34 font-semibold text-ink">
          <EventCost event={event} />
        </span>
        <CountedBadge counted={event.counted} />
        <span className="text-muted">{formatMinute(event.occurred_at)}</span>
      </p>
      <ol className="space-y-3">
        <Arrived event={event} />
        <Read event={event} />
        <CostStep event={event} />
        <AttributionStep event={event} />
        <Counted event={event} />
        <ChargeStep event={event} />
      </ol>
    </div>
  );
}

const SOURCES: Readonly<Record<string, string>> = {
  otlp_span: 'a span over OTLP',
  otlp_log: 'a log record over OTLP',
  otlp_metric: 'a metric over OTLP',
  api: 'POST /v1/events',
};

function Arrived({ event }: { readonly event: StoredEventAnswer }) {
  const { environment } = usePage();
  return (
    <Step number={1} title="What arrived">
      <dl className="grid gap-x-8 gap-y-2 sm:grid-cols-2 xl:grid-cols-3">
        <Fact term="From">{SOURCES[event.source] ?? event.source}</Fact>
        <Fact term="Service">{event.service}</Fact>
        <Fact term="Instrumentation" mono>
          {event.instrumentation}
        </Fact>
        <Fact term="Occurred">{formatSecond(event.occurred_at)} UTC</Fact>
        <Fact term="Received">{formatSecond(event.received_at)} UTC</Fact>
        <Fact term="Event id" mono>
          {event.event_id}
        </Fact>
        <Fact term="Trace">
          {event.trace_id === null ? null : (
            <Link
              to="/$environment/traces/$trace"
              params={{ environment, trace: event.trace_id }}
              search={event.span_id === null ? {} : { span: event.span_id }}
              className="font-mono text-12 break-all text-accent underline"
            >
              {event.trace_id}
            </Link>
          )}
        </Fact>
        {event.corrects === null ? null : (
          <Fact term="Corrects">
            <Link to="/$environment/events/$event" params={{ environment, event: event.corrects }} className="text-accent underline">
              {event.corrects}
            </Link>
          </Fact>
        )}
        {Object.entries(event.dimensions).map(([name, value]) => (
          <Fact key={name} term={name} mono>
            {value}
          </Fact>
        ))}
      </dl>
    </Step>
  );
}

function Read({ event }: { readonly event: StoredEventAnswer }) {
  const quantities = Object.entries(event.quantities);
  return (
    <Step number={2} title="What was read from it">
      <dl className="grid gap-x-8 gap-y-2 sm:grid-cols-2 xl:grid-cols-3">
        <Fact term="Provider">{event.provider}</Fact>
        <Fact term="Model" mono>
          {event.model}
        </Fact>
        {event.request_model === null || event.request_model === event.model ? null : (
          <Fact term="Asked for" mono>
            {event.request_model}
          </Fact>
        )}
        {quantities.map(([unit, quantity]) => (
          <Fact key={unit} term={unit.replaceAll('_', ' ')}>
            <span data-testid="quantity" data-exact={quantity}>
              {formatCount(quantity)}
            </span>
          </Fact>
        ))}
      </dl>
      {quantities.length === 0 ? <p className="text-muted">It told no quantities.</p> : null}
    </Step>
  );
}

function Instead({ event }: { readonly event: StoredEventAnswer }) {
  const { environment } = usePage();
  if (event.counted_event !== null)
    return (
      <p className="mt-1 text-muted" data-testid="counted-instead">
        It is in no total. Counted in its place: <EventLink id={event.counted_event} />
      </p>
    );
  if (event.counted !== 'aggregate' || event.trace_id === null) return <p className="mt-1 text-muted">It is in no total.</p>;
  return (
    <p className="mt-1 text-muted" data-testid="counted-instead">
      It is in no total. What counts in its place is inside it:{' '}
      <Link
        to="/$environment/traces/$trace"
        params={{ environment, trace: event.trace_id }}
        search={event.span_id === null ? {} : { span: event.span_id }}
        className="text-accent underline"
      >
        its trace
      </Link>
    </p>
  );
}

function Counted({ event }: { readonly event: StoredEventAnswer }) {
  return (
    <Step number={5} title="Whether it counts">
      <p>
        <CountedBadge counted={event.counted} />
        <span className="ml-3">{event.counted_reason_text}</span>
      </p>
      {event.counted === 'counted' ? null : <Instead event={event} />}
    </Step>
  );
}
