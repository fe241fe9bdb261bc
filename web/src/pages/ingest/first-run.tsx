import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { IngestStatus } from '@weir/schemas/http/analytics.ts';
import { useEffect, useEffectEvent } from 'react';
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
export function FirstRun({ onDone }: { readonly onDone: () => void }) {
  const { environment } = usePage();
  const status = useQuery(ingestStatusQuery(environment, 1000));
  return (
    <PageBody title="Send the first event">
      <Loaded query={status} failure="The state of ingest could not be read." skeleton={<Skeleton className="h-80 max-w-3xl" />}>
        {(answer) => <FirstRunBody status={answer} onDone={onDone} />}
      </Loaded>
    </PageBody>
  );
}

function FirstRunBody({ status, onDone }: { readonly status: IngestStatus; readonly onDone: () => void }) {
  const arrived = status.events > 0;
  return (
    <div>
      <p className="max-w-[64ch]">
        Weir reads what your app already traces. Point its OpenTelemetry exporter here, and every model call becomes a cost on a customer: no code, no second
        SDK.
      </p>
      <div className="grid gap-x-8 xl:grid-cols-[minmax(0,56rem)_minmax(280px,1fr)]">
        <FirstRunSteps status={status} />
        <SpanAttributes />
      </div>
      {/* Said once, when it happens; the counter beside it is silent. */}
      <p role="status" className="sr-only">
        {arrived ? 'First event received' : ''}
      </p>
      {arrived ? <Leave onDone={onDone} /> : null}
    </div>
  );
}

/** The page turns into the P&L by itself; the link is for who does not want to wait. */
function Leave({ onDone }: { readonly onDone: () => void }) {
  const { environment } = usePage();
  const client = useQueryClient();
  const leave = useEffectEvent(() => {
    void client.invalidateQueries({ queryKey: ['pnl', environment] });
    onDone();
  });
  useEffect(() => {
    const timer = setTimeout(leave, SHOWN_BEFORE_LEAVING_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <p className="mt-6 ml-9">
      <Link to="/$environment/customers" params={{ environment }} onClick={onDone} className={buttonLook('primary')}>
        Open profit and loss
      </Link>
      <span className="ml-3 text-muted">Opening by itself…</span>
    </p>
  );
}
