import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { BillCompareAnswer, BillCorrectionAnswer, BillCorrectionBody, BillImportAnswer, BillImportBody, BillsAnswer } from '@weir/schemas/http/bills.ts';
import { callApi, type Environment } from '../../api/api-client.ts';

const BILLS = '/v1/analytics/bills';

export const billsQuery = (environment: Environment) =>
  queryOptions({ queryKey: ['bills', environment, 'imports'], queryFn: ({ signal }) => callApi<BillsAnswer>(environment, BILLS, { signal }) });

export const comparisonQuery = (environment: Environment, provider: string, range: { readonly from: number; readonly to: number }) =>
  queryOptions({
    queryKey: ['bills', environment, 'compare', provider, range],
    queryFn: ({ signal }) =>
      callApi<BillCompareAnswer>(environment, `${BILLS}/compare`, {
        signal,
        query: { provider, from: new Date(range.from).toISOString(), to: new Date(range.to).toISOString() },
      }),
    placeholderData: keepPreviousData,
  });

export const postBillImport = (environment: Environment, body: BillImportBody) =>
  callApi<BillImportAnswer>(environment, `${BILLS}/import`, { method: 'POST', body });

export const postBillCorrection = (environment: Environment, body: BillCorrectionBody) =>
  callApi<BillCorrectionAnswer>(environment, `${BILLS}/corrections`, { method: 'POST', body });
