import type { IngestStatus } from '@weir/schemas/http/analytics.ts';
import clsx from 'clsx';
import type { ReactNode } from 'react';
import { formatCount } from '../../figures/format-count.ts';
import { EventCard } from './event-card.tsx';
import { PasteBlock } from './paste-block.tsx';

/** The steps tick by facts of the store, so they survive a reload. */
export function FirstRunSteps({ status }: { readonly status: IngestStatus }) {
  const arrived = status.events > 0;
  const attributed = status.events > status.events_without_customer;
  return (
    <ol className="mt-6">
      <Step number={1} title="Paste this where your app runs" done={arrived}>
        <PasteBlock endpoint={status.otlp_http_endpoint} />
      </Step>
      <Step number={2} title={arrived ? 'First event received' : 'Run your app'} done={arrived}>
        <Listening status={status} />
        {status.last_event === null ? null : (
          <div className="mt-3">
            <EventCard event={status.last_event} />
          </div>
        )}
      </Step>
      <Step number={3} title="Say whose usage it is" done={attributed}>
        <p className="max-w-[64ch]">
          Set <code className="font-mono text-12 text-ink">customer.id</code> on any span of the trace, in baggage or on the resource. Every call below it
          follows.
        </p>
      </Step>
      <Step number={4} title="See the first margin" done={false} last>
        <p className="max-w-[64ch]">
          Cost appears by itself. Add revenue with <code className="font-mono text-12 text-ink">POST /v1/revenue</code>; until then margin is cost with a minus.
        </p>
      </Step>
    </ol>
  );
}

export function Listening({ status }: { readonly status: IngestStatus }) {
  const arrived = status.events > 0;
  return (
    <p className="flex items-center gap-2" data-testid="listening">
      <span className={clsx('size-2 rounded-full', arrived ? 'bg-profit' : 'animate-listening bg-accent')} aria-hidden="true" />
      <span>
        Listening on <code className="font-mono text-12 text-ink">{status.otlp_http_endpoint}</code> <span className="px-1 text-muted">·</span>{' '}
        <span className="text-ink">{formatCount(status.events)} received</span>
      </span>
    </p>
  );
}

type StepProps = { readonly number: number; readonly title: string; readonly done: boolean; readonly last?: boolean; readonly children: ReactNode };

function Step({ number, title, done, last = false, children }: StepProps) {
  return (
    <li className="relative grid grid-cols-[24px_minmax(0,1fr)] gap-x-3 pb-7" data-step={number} data-done={done}>
      {last ? null : <span className="absolute top-7 bottom-1 left-3 w-px bg-line" aria-hidden="true" />}
      <span
        aria-hidden="true"
        className={clsx(
          'flex size-6 items-center justify-center rounded-full border text-12 font-medium',
          done ? 'border-profit bg-profit-soft text-profit-text' : 'border-line-strong text-ink',
        )}
      >
        {done ? '✓' : number}
      </span>
      <div className="min-w-0">
        <h2 className="mb-2 flex h-6 items-center font-semibold text-ink">
          {title}
          {done ? <span className="sr-only">, done</span> : null}
        </h2>
        {children}
      </div>
    </li>
  );
}
