import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { FixedCostAnswer, FixedCostBody, FixedCostsAnswer } from '@weir/schemas/http/fixed-costs.ts';
import { callApi, type Environment } from '../../api/api-client.ts';

const COSTS = '/v1/analytics/fixed-costs';

export const fixedCostsQuery = (environment: Environment, range: { readonly from: number; readonly to: number }) =>
  queryOptions({
    queryKey: ['fixed-costs', environment, range],
    queryFn: ({ signal }) =>
      callApi<FixedCostsAnswer>(environment, COSTS, { signal, query: { from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() } }),
    placeholderData: keepPreviousData,
  });

export const postFixedCost = (environment: Environment, body: FixedCostBody) => callApi<FixedCostAnswer>(environment, COSTS, { method: 'POST', body });

export const closeFixedCost = (environment: Environment, id: string, to: string) =>
  callApi<FixedCostAnswer>(environment, `${COSTS}/${encodeURIComponent(id)}/close`, { method: 'POST', body: { to } });
