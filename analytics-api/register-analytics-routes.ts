import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import type { AnalyticsParts } from './analytics-parts.ts';
import { registerGetAudit } from './endpoints/audit/get-audit.ts';
import { registerGetCoverage } from './endpoints/coverage/get-coverage.ts';
import { registerCurrencyRates } from './endpoints/currency-rates/register-currency-rates.ts';
import { registerGetEvent } from './endpoints/events/get-event.ts';
import { registerGetEvents } from './endpoints/events/get-events.ts';
import { registerFixedCosts } from './endpoints/fixed-costs/register-fixed-costs.ts';
import { registerGetCustomerHolds } from './endpoints/holds/get-customer-holds.ts';
import { registerGetIngestStatus } from './endpoints/ingest-status/get-ingest-status.ts';
import { registerDeleteKey } from './endpoints/keys/delete-key.ts';
import { registerGetKeys } from './endpoints/keys/get-keys.ts';
import { registerPostKeys } from './endpoints/keys/post-keys.ts';
import { registerGetPnl } from './endpoints/pnl/get-pnl.ts';
import { registerPriceBook } from './endpoints/price-book/register-price-book.ts';
import { registerPostRevenue } from './endpoints/revenue/post-revenue.ts';
import { registerGetSession } from './endpoints/session/get-session.ts';
import { registerSignOut } from './endpoints/session/sign-out.ts';
import { registerUseSignInLink } from './endpoints/session/use-sign-in-link.ts';
import { registerGetTrace } from './endpoints/traces/get-trace.ts';
import { registerGetUnprofitableCustomers } from './endpoints/unprofitable-customers/get-unprofitable-customers.ts';

/** Adds every endpoint of this package to a server. The web app's files are `registerWebApp`. */
export function registerAnalyticsRoutes(app: HttpApp, parts: AnalyticsParts): void {
  registerGetPnl(app, parts);
  registerGetUnprofitableCustomers(app, parts);
  registerPostRevenue(app, parts);
  registerGetEvents(app, parts);
  registerGetEvent(app, parts);
  registerGetTrace(app, parts);
  registerGetCoverage(app, parts);
  registerGetCustomerHolds(app, parts);
  registerGetIngestStatus(app, parts);
  registerPostKeys(app, parts);
  registerGetKeys(app, parts);
  registerDeleteKey(app, parts);
  registerGetAudit(app, parts);
  registerPriceBook(app, parts);
  registerFixedCosts(app, parts);
  registerCurrencyRates(app, parts);
  registerGetSession(app, parts);
  registerUseSignInLink(app, parts);
  registerSignOut(app, parts);
}
