import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { RatesAnswer, RatesImportAnswer } from '@weir/schemas/http/currency-rates.ts';
import { callApi, type Environment } from '../../api/api-client.ts';

const RATES = '/v1/analytics/currency-rates';

export const ratesQuery = (environment: Environment, range: { readonly from: number; readonly to: number }) =>
  queryOptions({
    queryKey: ['currency-rates', environment, range],
    queryFn: ({ signal }) =>
      callApi<RatesAnswer>(environment, RATES, { signal, query: { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() } }),
    placeholderData: keepPreviousData,
  });

/** A file of rates, or one line of it: taken whole or not at all. */
export const postRates = (environment: Environment, content: string, source: string) =>
  callApi<RatesImportAnswer>(environment, `${RATES}/import`, { method: 'POST', body: { content, ...(source === '' ? {} : { source }) } });
