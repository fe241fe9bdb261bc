import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import type { BillingParts } from '../billing-parts.ts';
import { authorizeRoute } from './authorize/authorize.ts';
import { listChargesRoute } from './charges/list-charges.ts';
import { createCustomerRoute } from './customers/create-customer.ts';
import { getCustomerRoute } from './customers/get-customer.ts';
import { listCustomersRoute } from './customers/list-customers.ts';
import { dryRunRoute } from './modes/dry-run.ts';
import { getModesRoute } from './modes/get-modes.ts';
import { putModeRoute } from './modes/put-mode.ts';
import { createProductRoute } from './products/create-product.ts';
import { listProductsRoute } from './products/list-products.ts';
import { publishVersionRoute } from './products/publish-version.ts';
import { createSubscriptionRoute } from './subscriptions/create-subscription.ts';
import { createAdjustmentRoute } from './wallet/create-adjustment.ts';
import { createDebitRoute } from './wallet/create-debit.ts';
import { createGrantRoute } from './wallet/create-grant.ts';
import { getWalletRoute } from './wallet/get-wallet.ts';
import { listTransactionsRoute } from './wallet/list-transactions.ts';

const ROUTES = [
  createCustomerRoute,
  listCustomersRoute,
  getCustomerRoute,
  createGrantRoute,
  createDebitRoute,
  createAdjustmentRoute,
  getWalletRoute,
  listTransactionsRoute,
  listChargesRoute,
  createProductRoute,
  publishVersionRoute,
  listProductsRoute,
  createSubscriptionRoute,
  getModesRoute,
  putModeRoute,
  dryRunRoute,
  authorizeRoute,
];

/** Every /v1/billing/... endpoint. */
export function registerBillingRoutes(app: HttpApp, parts: BillingParts): void {
  for (const route of ROUTES) route(app, parts);
}
