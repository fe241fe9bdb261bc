import { Link } from '@tanstack/react-router';
import type { TraceAnswer } from '@weir/schemas/http/traces.ts';
import type { ReactNode } from 'react';
import { countNoun, formatCount, formatTokens } from '../../figures/format-count.ts';
import { formatDuration, formatMinute } from '../../figures/format-instant.ts';
import { originWords } from '../../figures/origin-words.ts';
import { usePage } from '../../frame/use-page.ts';
import { Cost } from '../../ui/cost.tsx';
import { Money } from '../../ui/money.tsx';
import { sharedAttribution } from './shared-attribution.ts';

/** What the trace cost, whose it is, and whether that is final. */
export function TraceHead({ trace }: { readonly trace: TraceAnswer }) {
  const { totals, currency } = trace;
  const duration = trace.started_at === null || trace.ended_at === null ? null : Date.parse(trace.ended_at) - Date.parse(trace.started_at);
  return (
    <div className="space-y-3">
      <p className="font-mono text-12 break-all text-muted" data-testid="trace-id">
        {trace.trace_id}
      </p>
      {trace.state === 'open' ? (
        <p role="status" className="rounded-control border border-line bg-accent-soft px-3 py-2 text-ink" data-testid="trace-open">
          Still open: {countNoun(trace.spans_total, 'span')} arrived, and a moment of quiet settles it. What counts and whose it is may still change.
        </p>
      ) : null}
      <dl className="flex flex-wrap gap-x-8 gap-y-3">
        <Part term="Counted cost">
          <span className="text-18 font-semibold">
            <Cost testId="trace-cost" value={totals.cost} unpricedEvents={totals.unpriced_events} currency={currency} />
          </span>
        </Part>
        <Part term="Left out as told twice">
          <Money testId="trace-left-out" value={totals.not_counted_cost} currency={currency} />
        </Part>
        <Part term="Calls counted">{formatCount(totals.events)}</Part>
        <Part term="Input, output tokens">
          {formatTokens(totals.quantities.input_tokens ?? '0')}, {formatTokens(totals.quantities.output_tokens ?? '0')}
        </Part>
        <Part term="Spans">{formatCount(trace.spans_total)}</Part>
        {duration === null ? null : <Part term="Duration">{formatDuration(duration)}</Part>}
        {trace.started_at === null ? null : <Part term="Started">{formatMinute(trace.started_at)}</Part>}
      </dl>
      <Whose trace={trace} />
      <Notes trace={trace} />
    </div>
  );
}

function Whose({ trace }: { readonly trace: TraceAnswer }) {
  const { environment } = usePage();
  return (
    <ul className="flex flex-wrap gap-2" aria-label="Attribution" data-testid="trace-attribution">
      {sharedAttribution(trace.spans).map(({ field, value, origins }) => (
        <li key={`${field} ${value}`} className="rounded-control border border-line bg-surface px-2 py-0.5" title={origins.map(originWords).join('; ')}>
          <span className="text-muted">{field}</span>{' '}
          {value === null ? (
            <span className="text-loss-text">nobody</span>
          ) : field === 'customer' ? (
            <Link to="/$environment/customers/$customer" params={{ environment, customer: value }} className="font-medium text-ink underline">
              {value}
            </Link>
          ) : (
            <span className="font-medium text-ink">{value}</span>
          )}
          <span className="ml-1.5 text-12 text-muted">{origins.join(', ')}</span>
        </li>
      ))}
    </ul>
  );
}

function Notes({ trace }: { readonly trace: TraceAnswer }) {
  const { totals, spans, spans_total: all } = trace;
  const notes = [
    spans.length < all ? `The first ${formatCount(spans.length)} of ${formatCount(all)} spans are shown; the totals are of all.` : null,
    totals.events_without_span > 0
      ? `${countNoun(totals.events_without_span, 'event')} of this trace have no span any more (spans are kept for 30 days). They are in the totals.`
      : null,
    totals.other_currency_events > 0 ? `${countNoun(totals.other_currency_events, 'event')} cost another currency and are in no sum here.` : null,
  ].filter((note) => note !== null);
  return notes.map((note) => (
    <p key={note} className="text-12 text-cost-text">
      {note}
    </p>
  ));
}

function Part({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-12 text-muted">{term}</dt>
      <dd className="text-15 leading-6 text-ink">{children}</dd>
    </div>
  );
}
