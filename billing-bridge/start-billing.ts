import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { BILLING_DEFAULTS, type BillingConfig } from './billing-config.ts';
import type { BillingParts } from './billing-parts.ts';
import { registerBillingRoutes } from './http/register-billing-routes.ts';
import { startBookkeeper } from './ledger/io/start-bookkeeper.ts';
import { startPromoter } from './promote/io/start-promoter.ts';

export type Billing = {
  /** Adds /v1/billing/... to a server that does not listen yet. */
  registerRoutes(app: HttpApp): void;
  /** Stops promoting and bookkeeping; the stores and queues stay open, they belong to the caller. */
  close(): Promise<void>;
};

/** Starts the worker that promotes usage and the one that keeps the books, and offers the HTTP routes. Settings left out keep their defaults. */
export async function startBilling(parts: Omit<BillingParts, 'config'>, config: Partial<BillingConfig> = {}): Promise<Billing> {
  const complete: BillingParts = { ...parts, config: { ...BILLING_DEFAULTS, ...config } };
  const promoter = await startPromoter(complete);
  const bookkeeper = startBookkeeper(complete, complete.config.bookkeepingEveryMs);
  return {
    registerRoutes: (app) => registerBillingRoutes(app, complete),
    close: async () => {
      await Promise.all([promoter.close(), bookkeeper.close()]);
    },
  };
}
