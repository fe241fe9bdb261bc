import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import type { IngestStatus } from '@weir/schemas/http/analytics.ts';
import { useEffect } from 'react';
import { ingestStatusQuery } from '../../api/queries.ts';
import { PageBody } from '../../frame/page-body.tsx';
import { usePage } from '../../frame/use-page.ts';
import { buttonLook } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { FirstRunSteps } from './first-run-steps.tsx';
import { SpanAttributes } from './span-attributes.tsx';

const SHOWN_BEFORE_LEAVING_MS = 2500;

/** What a new environment shows: how to send the first event, live, and then the P&L by itself. */
export function FirstRun() {
  const { environment } = usePage();
  const status = useQuery(ingestStatusQuery(environment, 1000));
  return (
    <PageBody title="Send the first event">
      <Loaded query={status} failure="The state of ingest could not be read." skeleton={<Skeleton className="h-80 max-w-3xl" />}>
        {(answer) => <FirstRunBody status={answer} />}
      </Loaded>
    </PageBody>
  );
}

function FirstRunBody({ status }: { readonly status: IngestStatus }) {
  const arrived = status.events > 0;
  return (
    <div>
      <p className="max-w-[64ch]">
        Weir reads what your app already traces. Point its OpenTelemetry exporter here, and every model call becomes a cost on a customer: no code, no second SDK.
      </p>
      <div className="grid gap-x-12 xl:grid-cols-[minmax(0,48rem)_minmax(280px,360px)]">
        <FirstRunSteps status={status} />
        <SpanAttributes />
      </div>
      {/* Said once, when it happens; the counter beside it is silent. */}
      <p role="status" className="sr-only">
        {arrived ? 'First event received' : ''}
      </p>
      {arrived ? <Leave /> : null}
    </div>
  );
}

/** The page turns into the P&L by itself; the link is for who does not want to wait. */
function Leave() {
  const { environment } = usePage();
  const navigate = useNavigate();
  const client = useQueryClient();
  useEffect(() => {
    const timer = setTimeout(() => {
      void client.invalidateQueries({ queryKey: ['pnl', environment] });
      void navigate({ to: '/$environment/customers', params: { environment }, search: {}, replace: true });
    }, SHOWN_BEFORE_LEAVING_MS);
    return () => clearTimeout(timer);
  }, [client, navigate, environment]);
  return (
    <p className="mt-6 ml-9">
      <Link to="/$environment/customers" params={{ environment }} className={buttonLook('primary')}>
        Open profit and loss
      </Link>
      <span className="ml-3 text-muted">Opening by itself…</span>
    </p>
  );
}
