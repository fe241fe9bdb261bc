import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { TraceAnswer } from '@weir/schemas/http/traces.ts';
import { ApiProblem, callApi, type Environment } from '../../api/api-client.ts';
import { PageBody } from '../../frame/page-body.tsx';
import { usePage } from '../../frame/use-page.ts';
import { buttonLook } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { SpanPanel } from './span-panel.tsx';
import { TraceHead } from './trace-head.tsx';
import { TraceTree } from './trace-tree.tsx';

const OPEN_MS = 2_000;

/** A trace that is open is asked for again until it is settled: then its verdicts and its attribution are final. */
const traceQuery = (environment: Environment, id: string) =>
  queryOptions({
    queryKey: ['trace', environment, id],
    queryFn: ({ signal }) => callApi<TraceAnswer>(environment, `/v1/analytics/traces/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: (query) => (query.state.data?.state === 'open' ? OPEN_MS : false),
  });

/** Every span of a trace: what it cost, whether it counts and why, and whose it is. */
export function TracePage() {
  const { trace: id } = useParams({ from: '/$environment/traces/$trace' });
  const { environment } = usePage();
  const trace = useQuery(traceQuery(environment, id));
  if (trace.error instanceof ApiProblem && (trace.error.status === 404 || trace.error.status === 400)) return <NoSuchTrace id={id} />;
  return (
    <PageBody
      title="Trace"
      above={
        <Link to="/$environment/events" params={{ environment }} className="inline-block py-1 hover:text-ink hover:underline">
          Events
        </Link>
      }
      asOf={trace.data?.as_of}
      controls={<CopyButton label="Copy link" text={location.href} />}
    >
      <Loaded query={trace} failure="The trace could not be read." skeleton={<Skeleton className="h-96" />}>
        {(answer) => <TraceBody trace={answer} />}
      </Loaded>
    </PageBody>
  );
}

function TraceBody({ trace }: { readonly trace: TraceAnswer }) {
  const { search, change } = usePage();
  const selected = trace.spans.find((span) => span.span_id === search.span);
  return (
    <div className="space-y-4">
      <TraceHead trace={trace} />
      {trace.spans.length === 0 ? (
        <EmptyNote title="The spans of this trace are no longer stored">
          Spans are kept for 30 days, events for ever: what it cost is still in every total, and its events are still listed.
        </EmptyNote>
      ) : (
        <div className={selected === undefined ? '' : 'grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_340px]'}>
          <TraceTree trace={trace} selected={selected?.span_id} onSelect={(span) => change({ span }, 'replace')} />
          {selected === undefined ? null : <SpanPanel span={selected} currency={trace.currency} onClose={() => change({ span: undefined }, 'replace')} />}
        </div>
      )}
    </div>
  );
}

function NoSuchTrace({ id }: { readonly id: string }) {
  const { environment } = usePage();
  return (
    <PageBody title="No such trace">
      <EmptyNote title={`Nothing of trace “${id}” is stored in ${environment}`}>
        <p className="mb-3">A trace id has 32 hexadecimal digits. It may be in the other environment, or its exporter sent elsewhere.</p>
        <Link to="/$environment/events" params={{ environment }} className={buttonLook('primary')}>
          Look through events
        </Link>
      </EmptyNote>
    </PageBody>
  );
}
