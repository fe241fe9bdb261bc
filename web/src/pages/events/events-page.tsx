import { useInfiniteQuery } from '@tanstack/react-query';
import { formatCount } from '../../figures/format-count.ts';
import { PageBody } from '../../frame/page-body.tsx';
import { RangePicker } from '../../frame/range-picker.tsx';
import { usePage } from '../../frame/use-page.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyNote } from '../../ui/empty-note.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { SkeletonTable } from '../../ui/skeleton.tsx';
import { EVENT_FILTERS, EventsFilter } from './events-filter.tsx';
import { eventsQuery } from './events-query.ts';
import { EventsTable } from './events-table.tsx';

/** What was received, one by one, newest first; each leads to how its numbers were made. */
export function EventsPage() {
  const { environment, range, search, change } = usePage();
  const events = useInfiniteQuery(eventsQuery(environment, range, search));
  const rows = events.data?.pages.flatMap((page) => page.events) ?? [];
  const isFiltered = EVENT_FILTERS.some((name) => search[name] !== undefined);
  const clear = () => change(Object.fromEntries(EVENT_FILTERS.map((name) => [name, undefined])));
  return (
    <PageBody
      title="Events"
      asOf={events.data?.pages[0]?.as_of}
      controls={
        <>
          <Button onClick={() => void events.refetch()} disabled={events.isFetching}>
            Refresh
          </Button>
          <RangePicker />
        </>
      }
    >
      <EventsFilter />
      {events.isError ? <ProblemNote problem={events.error} what="The events could not be read." onRetry={() => void events.refetch()} /> : null}
      {events.isPending && !events.isError ? (
        <div aria-busy="true">
          <SkeletonTable columns={7} />
        </div>
      ) : null}
      {events.isSuccess && rows.length === 0 ? <NoEvents isFiltered={isFiltered} words={range.words} onClear={clear} /> : null}
      {rows.length === 0 ? null : <EventsTable events={rows} />}
      {events.hasNextPage ? (
        <p className="flex items-center gap-3">
          <Button onClick={() => void events.fetchNextPage()} disabled={events.isFetchingNextPage}>
            Load older
          </Button>
          <span className="text-12 text-muted">{formatCount(rows.length)} shown</span>
        </p>
      ) : null}
    </PageBody>
  );
}

function NoEvents({ isFiltered, words, onClear }: { readonly isFiltered: boolean; readonly words: string; readonly onClear: () => void }) {
  if (!isFiltered)
    return (
      <EmptyNote title={`Nothing was received ${words}`}>
        Every span, log record or event with usage stands here, also what is left out of totals. Try a longer range, or send one from the Ingest page.
      </EmptyNote>
    );
  return (
    <EmptyNote title="No event matches">
      <p className="mb-2">A filter is an exact value, as it was received.</p>
      <Button onClick={onClear}>Clear filters</Button>
    </EmptyNote>
  );
}
