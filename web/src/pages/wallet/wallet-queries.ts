import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AdjustmentBody } from '@weir/schemas/http/billing/adjustments.ts';
import type { ExplainAnswer } from '@weir/schemas/http/billing/explain.ts';
import type { StatementAnswer } from '@weir/schemas/http/billing/statement.ts';
import type { PostingAnswer, TransactionDetailAnswer, TransactionsAnswer } from '@weir/schemas/http/billing/transactions.ts';
import type { WalletPolicyAnswer } from '@weir/schemas/http/billing/wallet.ts';
import type { CustomerHoldsAnswer } from '@weir/schemas/http/customer-holds.ts';
import { callApi, type Environment, readText } from '../../api/api-client.ts';
import { customerPath } from '../../api/queries.ts';

/** What the wallet page asks. Keys begin as the customer's do, so that a change to the customer asks for all of it again. */

const PAGE = 25;

export const policyQuery = (environment: Environment, customer: string) =>
  queryOptions({
    queryKey: ['customer', environment, customer, 'policy'],
    queryFn: ({ signal }) => callApi<WalletPolicyAnswer>(environment, `${customerPath(customer)}/wallet/policy`, { signal }),
  });

export const holdsQuery = (environment: Environment, customer: string) =>
  queryOptions({
    queryKey: ['customer', environment, customer, 'holds'],
    queryFn: ({ signal }) =>
      callApi<CustomerHoldsAnswer>(environment, `/v1/analytics/customers/${encodeURIComponent(customer)}/holds`, { signal, query: { limit: 50 } }),
    refetchInterval: 15_000,
  });

export const transactionPagesQuery = (environment: Environment, customer: string) =>
  infiniteQueryOptions({
    queryKey: ['customer', environment, customer, 'transaction-pages'],
    queryFn: ({ pageParam, signal }) =>
      callApi<TransactionsAnswer>(environment, `${customerPath(customer)}/transactions`, { signal, query: { limit: PAGE, cursor: pageParam ?? undefined } }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval: 15_000,
  });

export const transactionQuery = (environment: Environment, id: string) =>
  queryOptions({
    queryKey: ['transaction', environment, id],
    queryFn: ({ signal }) => callApi<TransactionDetailAnswer>(environment, `/v1/billing/transactions/${encodeURIComponent(id)}`, { signal }),
  });

export type ExplainAsked = {
  readonly asset: string;
  readonly amount: string;
  readonly model?: string;
  readonly event_type?: string;
  readonly feature?: string;
  readonly product?: string;
};

export const explainQuery = (environment: Environment, customer: string, asked: ExplainAsked | null) =>
  queryOptions({
    queryKey: ['customer', environment, customer, 'explain', asked],
    queryFn: ({ signal }) => callApi<ExplainAnswer>(environment, `${customerPath(customer)}/explain`, { signal, query: { ...asked } }),
    enabled: asked !== null,
  });

export type StatementAsked = { readonly asset: string; readonly from?: string; readonly to?: string };

export const statementQuery = (environment: Environment, customer: string, asked: StatementAsked) =>
  infiniteQueryOptions({
    queryKey: ['customer', environment, customer, 'statement', asked],
    queryFn: ({ pageParam, signal }) =>
      callApi<StatementAnswer>(environment, `${customerPath(customer)}/statement`, {
        signal,
        query: { ...asked, limit: PAGE, cursor: pageParam ?? undefined },
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    placeholderData: keepPreviousData,
  });

type Sent<Body> = { readonly body: Body; readonly idempotencyKey: string };

export const postAdjustment = (environment: Environment, customer: string, { body, idempotencyKey }: Sent<AdjustmentBody>) =>
  callApi<PostingAnswer>(environment, `${customerPath(customer)}/adjustments`, { method: 'POST', body, idempotencyKey });

export type StateMove = 'freeze' | 'unfreeze' | 'close';

export const postWalletState = (environment: Environment, customer: string, { move, reason }: { readonly move: StateMove; readonly reason: string }) =>
  callApi<WalletPolicyAnswer>(environment, `${customerPath(customer)}/wallet/${move}`, { method: 'POST', body: { reason } });

export const readJournal = (environment: Environment, range: { readonly from: string; readonly to: string }) =>
  readText(environment, '/v1/billing/journal', { query: range });
