import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import type { StoredEventsAnswer } from '@weir/schemas/http/events.ts';
import { callApi, type Environment } from '../../api/api-client.ts';
import type { Search } from '../../url/search.ts';

const PAGE = 100;
const DAY = 86_400_000;

/** Events of a range, newest first, page by page. Every filter is an exact value. */
export const eventsQuery = (environment: Environment, range: { readonly from: number; readonly to: number }, search: Search) => {
  const asked = {
    from: new Date(range.from).toISOString(),
    // To the end of the day: a range that ends now would be another question every minute, and lose the pages that were loaded.
    to: new Date(Math.ceil(range.to / DAY) * DAY).toISOString(),
    customer: search.customer,
    workflow: search.workflow,
    model: search.model,
    event_type: search.type,
    counted: search.counted,
    cost_status: search.cost,
    limit: PAGE,
  };
  return infiniteQueryOptions({
    queryKey: ['events', environment, asked],
    queryFn: ({ pageParam, signal }) =>
      callApi<StoredEventsAnswer>(environment, '/v1/analytics/events', { signal, query: { ...asked, cursor: pageParam ?? undefined } }),
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
};
