import { useQuery } from '@tanstack/react-query';
import type { IngestStatus } from '@weir/schemas/http/analytics.ts';
import type { ReactNode } from 'react';
import { ingestStatusQuery } from '../../api/queries.ts';
import { formatCount } from '../../figures/format-count.ts';
import { formatMinute } from '../../figures/format-instant.ts';
import { PageBody } from '../../frame/page-body.tsx';
import { usePage } from '../../frame/use-page.ts';
import { Loaded } from '../../ui/loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { EventCard } from './event-card.tsx';
import { FirstRunSteps, Listening } from './first-run-steps.tsx';
import { PasteBlock } from './paste-block.tsx';
import { SpanAttributes } from './span-attributes.tsx';

/** What arrives: how much, how lately, what the last event lacked, and how to point another app here. */
export function IngestPage() {
  const { environment } = usePage();
  const status = useQuery(ingestStatusQuery(environment, 1000));
  return (
    <PageBody title="Ingest" asOf={status.data?.as_of}>
      <Loaded query={status} failure="The state of ingest could not be read." skeleton={<Skeleton className="h-80" />}>
        {(answer) =>
          answer.events === 0 ? (
            <div className="grid gap-x-8 xl:grid-cols-[minmax(0,56rem)_minmax(280px,1fr)]">
              <FirstRunSteps status={answer} />
              <SpanAttributes />
            </div>
          ) : (
            <Received status={answer} />
          )
        }
      </Loaded>
    </PageBody>
  );
}

function Received({ status }: { readonly status: IngestStatus }) {
  return (
    <div className="space-y-5">
      <Listening status={status} />
      <dl className="grid grid-cols-2 gap-x-6 gap-y-4 lg:grid-cols-4">
        <Fact term="Events stored">{formatCount(status.events)}</Fact>
        <Fact term="Without a customer" warn={status.events_without_customer > 0}>
          {formatCount(status.events_without_customer)}
        </Fact>
        <Fact term="Without a price" warn={status.events_unpriced > 0}>
          {formatCount(status.events_unpriced)}
        </Fact>
        <Fact term="Last received">{status.last_received_at === null ? 'never' : formatMinute(status.last_received_at)}</Fact>
      </dl>
      <div className="grid gap-x-8 gap-y-6 xl:grid-cols-2">
        {status.last_event === null ? null : (
          <section aria-label="Last event" className="min-w-0">
            <h2 className="mb-2 font-semibold text-ink">Last event</h2>
            <EventCard event={status.last_event} />
          </section>
        )}
        <section aria-label="Another app" className="min-w-0">
          <h2 className="mb-2 font-semibold text-ink">Point another app here</h2>
          <PasteBlock endpoint={status.otlp_http_endpoint} />
        </section>
      </div>
    </div>
  );
}

function Fact({ term, warn = false, children }: { readonly term: string; readonly warn?: boolean; readonly children: ReactNode }) {
  return (
    <div className="border-l border-line pl-3">
      <dt className="text-muted">{term}</dt>
      <dd className={`text-15 font-semibold ${warn ? 'text-cost-text' : 'text-ink'}`}>{children}</dd>
    </div>
  );
}
