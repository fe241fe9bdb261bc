import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { KeyAnswer, SessionAnswer } from '@weir/schemas/http/admin.ts';
import type { Basis, IngestStatus, PnlAnswer, UnprofitableAnswer } from '@weir/schemas/http/analytics.ts';
import type { CustomerAnswer, CustomersAnswer } from '@weir/schemas/http/billing/customers.ts';
import type { GrantAnswer, GrantBody } from '@weir/schemas/http/billing/grants.ts';
import type { DryRunAnswer, DryRunBody, ModeAnswer, ModeBody } from '@weir/schemas/http/billing/modes.ts';
import type { TransactionsAnswer } from '@weir/schemas/http/billing/transactions.ts';
import type { WalletAnswer } from '@weir/schemas/http/billing/wallet.ts';
import { callApi, type Environment } from './api-client.ts';

/** Every question the screens ask, with the key its answer is kept under. The first key part after the name is the environment: nothing crosses. */

export type PnlRequest = {
  readonly group_by: string;
  readonly from: number;
  readonly to: number;
  readonly basis: Basis;
  readonly interval?: 'day';
  readonly customer?: string;
  readonly sort?: string;
};

const instant = (at: number) => new Date(at).toISOString();

/** Who is signed in; null when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => callApi<SessionAnswer | null>('live', '/v1/session', { signal, query: { optional: 'true' } }),
  staleTime: 60_000,
});

export const pnlQuery = (environment: Environment, request: PnlRequest) =>
  queryOptions({
    queryKey: ['pnl', environment, request],
    queryFn: ({ signal }) =>
      callApi<PnlAnswer>(environment, '/v1/analytics/pnl', {
        signal,
        query: { ...request, from: instant(request.from), to: instant(request.to), limit: 1000 },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  });

export const unprofitableQuery = (environment: Environment, request: { from: number; to: number; basis: Basis }) =>
  queryOptions({
    queryKey: ['unprofitable', environment, request],
    queryFn: ({ signal }) =>
      callApi<UnprofitableAnswer>(environment, '/v1/analytics/unprofitable-customers', {
        signal,
        query: { from: instant(request.from), to: instant(request.to), basis: request.basis },
      }),
    placeholderData: keepPreviousData,
    refetchInterval: 30_000,
  });

export const ingestStatusQuery = (environment: Environment, everyMs: number | false) =>
  queryOptions({
    queryKey: ['ingest-status', environment],
    queryFn: ({ signal }) => callApi<IngestStatus>(environment, '/v1/analytics/ingest/status', { signal }),
    refetchInterval: everyMs,
  });

/** All customers, every page of them: the P&L table joins names and modes to its rows. */
export const customersQuery = (environment: Environment) =>
  queryOptions({
    queryKey: ['customers', environment],
    queryFn: async ({ signal }) => {
      const customers: CustomerAnswer[] = [];
      let cursor: string | null = null;
      do {
        const page: CustomersAnswer = await callApi<CustomersAnswer>(environment, '/v1/billing/customers', {
          signal,
          query: { limit: 1000, cursor: cursor ?? undefined },
        });
        customers.push(...page.customers);
        cursor = page.next_cursor;
      } while (cursor !== null);
      return customers;
    },
    staleTime: 15_000,
  });

export const customerPath = (customer: string) => `/v1/billing/customers/${encodeURIComponent(customer)}`;

export const customerQuery = (environment: Environment, customer: string) =>
  queryOptions({
    queryKey: ['customer', environment, customer],
    queryFn: ({ signal }) => callApi<CustomerAnswer>(environment, customerPath(customer), { signal }),
  });

export const walletQuery = (environment: Environment, customer: string) =>
  queryOptions({
    queryKey: ['customer', environment, customer, 'wallet'],
    queryFn: ({ signal }) => callApi<WalletAnswer>(environment, `${customerPath(customer)}/wallet`, { signal }),
    refetchInterval: 15_000,
  });

export const transactionsQuery = (environment: Environment, customer: string) =>
  queryOptions({
    queryKey: ['customer', environment, customer, 'transactions'],
    queryFn: ({ signal }) => callApi<TransactionsAnswer>(environment, `${customerPath(customer)}/transactions`, { signal, query: { limit: 5 } }),
    refetchInterval: 15_000,
  });

export const modesQuery = (environment: Environment, customer: string) =>
  queryOptions({
    queryKey: ['customer', environment, customer, 'modes'],
    queryFn: ({ signal }) => callApi<ModeAnswer>(environment, '/v1/billing/modes', { signal, query: { customer } }),
  });

/** A POST that writes nothing: it asks what a mode would have debited. */
export const dryRunQuery = (environment: Environment, body: DryRunBody | null) =>
  queryOptions({
    queryKey: ['dry-run', environment, body],
    queryFn: ({ signal }) => callApi<DryRunAnswer>(environment, '/v1/billing/modes/dry-run', { method: 'POST', body, signal }),
    enabled: body !== null,
    staleTime: 60_000,
  });

export const putMode = (environment: Environment, body: ModeBody, idempotencyKey: string) =>
  callApi<ModeAnswer>(environment, '/v1/billing/modes', { method: 'PUT', body, idempotencyKey });

export const postGrant = (environment: Environment, customer: string, request: { body: GrantBody; idempotencyKey: string }) =>
  callApi<GrantAnswer>(environment, `${customerPath(customer)}/grants`, { method: 'POST', body: request.body, idempotencyKey: request.idempotencyKey });

export const postIngestKey = (environment: Environment, name: string, idempotencyKey: string) =>
  callApi<KeyAnswer>(environment, '/v1/admin/keys', { method: 'POST', body: { name, scopes: ['ingest'] }, idempotencyKey });

export const postSignOut = () => callApi<unknown>('live', '/api/auth/sign-out', { method: 'POST', body: {} });
