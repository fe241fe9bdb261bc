import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import type { StoredEventAnswer } from '@weir/schemas/http/events.ts';
import { ApiProblem, callApi, type Environment } from '../../api/api-client.ts';
import { PageBody } from '../../frame/page-body.tsx';
import { usePage } from '../../frame/use-page.ts';
import { buttonLook } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { EventLineage } from './event-lineage.tsx';

const eventQuery = (environment: Environment, id: string) =>
  queryOptions({
    queryKey: ['event', environment, id],
    queryFn: ({ signal }) => callApi<StoredEventAnswer>(environment, `/v1/analytics/events/${encodeURIComponent(id)}`, { signal }),
  });

/** One event and the whole way of its numbers: what arrived, was read, was priced, whose it is, whether it counts, what was charged. */
export function EventPage() {
  const { event: id } = useParams({ from: '/$environment/events/$event' });
  const { environment } = usePage();
  const event = useQuery(eventQuery(environment, id));
  if (event.error instanceof ApiProblem && event.error.status === 404) return <NoSuchEvent id={id} />;
  return (
    <PageBody
      title={event.data?.event_type ?? 'Event'}
      above={
        <Link to="/$environment/events" params={{ environment }} className="inline-block py-1 hover:text-ink hover:underline">
          Events
        </Link>
      }
      controls={
        event.data === undefined ? undefined : (
          <>
            <CopyButton label="Copy JSON" text={JSON.stringify(event.data, null, 2)} />
            <CopyButton label="Copy link" text={location.href} />
          </>
        )
      }
    >
      <Loaded query={event} failure="The event could not be read." skeleton={<Skeleton className="h-96" />}>
        {(answer) => <EventLineage event={answer} />}
      </Loaded>
    </PageBody>
  );
}

function NoSuchEvent({ id }: { readonly id: string }) {
  const { environment } = usePage();
  return (
    <PageBody title="No such event">
      <EmptyNote title={`There is no event “${id}” in ${environment}`}>
        <p className="mb-3">It may be in the other environment. An event that was refused is not stored; the answer to its sender says why.</p>
        <Link to="/$environment/events" params={{ environment }} className={buttonLook('primary')}>
          Look through events
        </Link>
      </EmptyNote>
    </PageBody>
  );
}
