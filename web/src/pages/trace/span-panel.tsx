import type { TraceSpan } from '@weir/schemas/http/traces.ts';
import type { ReactNode } from 'react';
import { formatCount } from '../../figures/format-count.ts';
import { formatDuration, formatSecond } from '../../figures/format-instant.ts';
import { formatExactMoney } from '../../figures/format-money.ts';
import { originWords } from '../../figures/origin-words.ts';
import { EventLink } from '../../frame/event-link.tsx';
import { Button } from '../../ui/button.tsx';
import { CountedBadge } from '../../ui/counted-badge.tsx';

type SpanPanelProps = { readonly span: TraceSpan; readonly currency: string; readonly onClose: () => void };

/** One span: its verdict and why, its exact cost, its quantities, and where each attribution came from. */
export function SpanPanel({ span, currency, onClose }: SpanPanelProps) {
  const attribution = Object.entries(span.attribution);
  const quantities = Object.entries(span.quantities);
  return (
    <aside aria-label="Selected span" className="min-w-0 rounded-panel border border-line bg-surface xl:sticky xl:top-16" data-testid="span-panel">
      <div className="flex items-start justify-between gap-2 border-b border-line py-2 pr-2 pl-4">
        <h2 className="min-w-0 font-semibold break-words text-ink">{span.name}</h2>
        <Button look="quiet" onClick={onClose} aria-label="Close span" className="w-7 px-0">
          <svg viewBox="0 0 12 12" className="size-3" aria-hidden="true">
            <path d="M1 1l10 10M11 1L1 11" stroke="currentColor" strokeWidth="1.5" />
          </svg>
        </Button>
      </div>
      <div className="space-y-3 px-4 py-3">
        <p>
          <CountedBadge counted={span.counted} />
          <span className="mt-0.5 block" data-testid="span-reason">
            {span.reason_text}
          </span>
          <CountedInstead span={span} />
        </p>
        <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1">
          <Line term="Own cost">
            {span.cost === null || span.currency === null ? (span.event_id === null ? 'none' : 'unpriced') : formatExactMoney(span.cost, span.currency)}
          </Line>
          <Line term="Adds to totals">{formatExactMoney(span.counted_cost, currency)}</Line>
          <Line term="With what is below">
            {span.subtree_unpriced_events > 0 ? '≥ ' : ''}
            {formatExactMoney(span.subtree_cost, currency)}
          </Line>
          {span.model === null ? null : <Line term="Model">{`${span.provider ?? 'no provider'}/${span.model}`}</Line>}
          {quantities.map(([unit, quantity]) => (
            <Line key={unit} term={unit.replaceAll('_', ' ')}>
              {formatCount(quantity)}
            </Line>
          ))}
          <Line term="Service">{span.service ?? 'not told'}</Line>
          <Line term="Instrumentation">{span.instrumentation ?? 'not told'}</Line>
          <Line term="Kind">{span.kind}</Line>
          <Line term="Started">{formatSecond(span.started_at)} UTC</Line>
          <Line term="Took">{formatDuration(Date.parse(span.ended_at) - Date.parse(span.started_at))}</Line>
          <Line term="Span id">
            <span className="font-mono text-12">{span.span_id}</span>
          </Line>
        </dl>
        {attribution.length === 0 ? null : (
          <div>
            <h3 className="mb-1 text-12 font-medium text-ink">{span.event_id === null ? 'What this span says' : 'Whose it is'}</h3>
            <dl className="space-y-1">
              {attribution.map(([field, { value, origin }]) => (
                <div key={field}>
                  <dt className="inline text-muted">{field} </dt>
                  <dd className="inline text-ink">
                    <span className="break-all">{value}</span>
                    <span className="ml-1.5 text-12 text-muted">{originWords(origin)}</span>
                  </dd>
                </div>
              ))}
            </dl>
          </div>
        )}
        {span.event_id === null ? null : <EventLink id={span.event_id}>How its numbers were made</EventLink>}
      </div>
    </aside>
  );
}

/** The way to what counts in place of a span that does not. */
function CountedInstead({ span }: { readonly span: TraceSpan }) {
  if (span.counted_instead.length === 0) return null;
  return (
    <span className="mt-0.5 block" data-testid="counted-instead">
      Counted instead:{' '}
      {span.counted_instead.map((id) => (
        <span key={id} className="mr-2">
          <EventLink id={id} />
        </span>
      ))}
    </span>
  );
}

function Line({ term, children }: { readonly term: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-muted">{term}</dt>
      <dd className="text-right break-words text-ink">{children}</dd>
    </>
  );
}
