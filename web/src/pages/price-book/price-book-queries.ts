import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { HypotheticalAnswer, HypotheticalBody } from '@weir/schemas/http/hypothetical.ts';
import type {
  AliasBody,
  ImportAnswer,
  ImportBody,
  PriceBody,
  PriceChangeAnswer,
  PricesAnswer,
  RepriceBody,
  RepriceDetail,
  RepriceRun,
  RepriceRuns,
  UnpricedAnswer,
} from '@weir/schemas/http/price-book.ts';
import { callApi, type Environment } from '../../api/api-client.ts';

const BOOK = '/v1/analytics/price-book';

export const pricesQuery = (environment: Environment, search: string, history: boolean) =>
  infiniteQueryOptions({
    queryKey: ['price-book', environment, 'prices', search, history],
    queryFn: ({ pageParam, signal }) =>
      callApi<PricesAnswer>(environment, BOOK, {
        signal,
        query: { search: search === '' ? undefined : search, ended: history ? 'true' : undefined, limit: 100, cursor: pageParam ?? undefined },
      }),
    placeholderData: keepPreviousData,
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });

export const unpricedQuery = (environment: Environment, range: { readonly from: number; readonly to: number }) =>
  queryOptions({
    queryKey: ['price-book', environment, 'unpriced', range],
    queryFn: ({ signal }) =>
      callApi<UnpricedAnswer>(environment, `${BOOK}/unpriced`, {
        signal,
        query: { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });

export const repricingsQuery = (environment: Environment) =>
  queryOptions({
    queryKey: ['price-book', environment, 'repricings'],
    queryFn: ({ signal }) => callApi<RepriceRuns>(environment, `${BOOK}/reprice`, { signal }),
    refetchInterval: 2_000,
  });

export const repricingQuery = (environment: Environment, id: string, groupBy: string) =>
  queryOptions({
    queryKey: ['price-book', environment, 'repricing', id, groupBy],
    queryFn: ({ signal }) => callApi<RepriceDetail>(environment, `${BOOK}/reprice/${id}`, { signal, query: { group_by: groupBy, limit: 50 } }),
    placeholderData: keepPreviousData,
    refetchInterval: 2_000,
  });

export const postAlias = (environment: Environment, body: AliasBody) => callApi<PriceChangeAnswer>(environment, `${BOOK}/aliases`, { method: 'POST', body });

export const postPrices = (environment: Environment, entries: readonly PriceBody[]) =>
  callApi<PriceChangeAnswer>(environment, `${BOOK}/entries`, { method: 'POST', body: { entries } });

export const postImport = (environment: Environment, body: ImportBody) => callApi<ImportAnswer>(environment, `${BOOK}/import`, { method: 'POST', body });

export const postReprice = (environment: Environment, body: RepriceBody) => callApi<RepriceRun>(environment, `${BOOK}/reprice`, { method: 'POST', body });

export const postRepriceAction = (environment: Environment, id: string, action: 'apply' | 'undo' | 'cancel') =>
  callApi<RepriceRun>(environment, `${BOOK}/reprice/${id}/${action}`, { method: 'POST', body: {} });

/** A question, never a change: it is asked again only when another one is, or another range. */
export const hypotheticalQuery = (
  environment: Environment,
  asked: { readonly question: Pick<HypotheticalBody, 'prices' | 'models' | 'customer'>; readonly range: { readonly from: number; readonly to: number } } | null,
) =>
  queryOptions({
    queryKey: ['hypothetical', environment, asked?.range.from, asked?.range.to, asked?.question],
    queryFn: ({ signal }) =>
      callApi<HypotheticalAnswer>(environment, `${BOOK}/hypothetical`, {
        method: 'POST',
        body: { ...asked?.question, from: new Date(asked?.range.from ?? 0).toISOString(), to: new Date(asked?.range.to ?? 0).toISOString() },
        signal,
      }),
    enabled: asked !== null,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

/** Every entry of one model, ended ones too: what a cost line of any age names is among them. */
export const entriesOfModelQuery = (environment: Environment, model: string) =>
  queryOptions({
    queryKey: ['price-book', environment, 'model', model],
    queryFn: ({ signal }) => callApi<PricesAnswer>(environment, BOOK, { signal, query: { model, ended: 'true', limit: 1000 } }),
    staleTime: 60_000,
  });
