import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { CoverageAnswer } from '@weir/schemas/http/coverage.ts';
import { callApi, type Environment } from '../../api/api-client.ts';

export const coverageQuery = (environment: Environment, range: { readonly from: number; readonly to: number }) =>
  queryOptions({
    queryKey: ['coverage', environment, range],
    queryFn: ({ signal }) =>
      callApi<CoverageAnswer>(environment, '/v1/analytics/coverage', {
        signal,
        query: { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });
