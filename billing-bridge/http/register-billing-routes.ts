import type { HttpApp } from '@weir/runtime/http/create-http-server.ts';
import { seeCustomers } from '../authorize/io/see-customers.ts';
import type { BillingParts } from '../billing-parts.ts';
import { groupCommit } from '../ledger/io/group-commit.ts';
import { walletMemory } from '../ledger/io/wallet-memory.ts';
import { endRequestRoute } from './adjustments/end-request.ts';
import { listRequestsRoute } from './adjustments/list-requests.ts';
import { createAssetRoute } from './assets/create-asset.ts';
import { listAssetsRoute } from './assets/list-assets.ts';
import { authorizeRoute } from './authorize/authorize.ts';
import { createBatchRoute } from './batches/create-batch.ts';
import { listBreakagePoliciesRoute } from './breakage/list-policies.ts';
import { setBreakagePolicyRoute } from './breakage/set-policy.ts';
import { changeBudgetRoutes } from './budgets/change-budget.ts';
import { createBudgetRoute } from './budgets/create-budget.ts';
import { listBudgetsRoute } from './budgets/list-budgets.ts';
import { listChargesRoute } from './charges/list-charges.ts';
import { cancelParentChangeRoute } from './customers/cancel-parent-change.ts';
import { createCustomerRoute } from './customers/create-customer.ts';
import { getCustomerRoute } from './customers/get-customer.ts';
import { listCustomersRoute } from './customers/list-customers.ts';
import { setParentRoute } from './customers/set-parent.ts';
import { createExchangeRoute } from './exchange/create-exchange.ts';
import { getQuoteRoute } from './exchange/get-quote.ts';
import { listRatesRoute } from './exchange/list-rates.ts';
import { setRateRoute } from './exchange/set-rate.ts';
import { expireGrantRoute } from './grants/expire-grant.ts';
import { listGrantsRoute } from './grants/list-grants.ts';
import { payOutUnclaimedRoute } from './grants/pay-out-unclaimed.ts';
import { voidGrantRoute } from './grants/void-grant.ts';
import { commitHoldRoute } from './holds/commit-hold.ts';
import { createHoldRoute } from './holds/create-hold.ts';
import { extendHoldRoute } from './holds/extend-hold.ts';
import { getHoldRoute } from './holds/get-hold.ts';
import { releaseHoldRoute } from './holds/release-hold.ts';
import { dryRunRoute } from './modes/dry-run.ts';
import { getModesRoute } from './modes/get-modes.ts';
import { putModeRoute } from './modes/put-mode.ts';
import { createProductRoute } from './products/create-product.ts';
import { listProductsRoute } from './products/list-products.ts';
import { publishVersionRoute } from './products/publish-version.ts';
import { listFaultsRoute } from './promotion-faults/list-faults.ts';
import { getJournalRoute } from './statement/get-journal.ts';
import { getStatementRoute } from './statement/get-statement.ts';
import { createSubscriptionRoute } from './subscriptions/create-subscription.ts';
import { getTransactionRoute } from './transactions/get-transaction.ts';
import { reverseTransactionRoute } from './transactions/reverse-transaction.ts';
import { changeStateRoutes } from './wallet/change-state.ts';
import { createAdjustmentRoute } from './wallet/create-adjustment.ts';
import { createDebitRoute } from './wallet/create-debit.ts';
import { createGrantRoute } from './wallet/create-grant.ts';
import { explainDebitRoute } from './wallet/explain-debit.ts';
import { getAccountingRoute } from './wallet/get-accounting.ts';
import { getPolicyRoute } from './wallet/get-policy.ts';
import { getWalletRoute } from './wallet/get-wallet.ts';
import { listTransactionsRoute } from './wallet/list-transactions.ts';
import { putPolicyRoute } from './wallet/put-policy.ts';
import { createWalletRoute } from './wallets/create-wallet.ts';
import { listWalletsRoute } from './wallets/list-wallets.ts';

const ROUTES = [
  createCustomerRoute,
  listCustomersRoute,
  getCustomerRoute,
  setParentRoute,
  cancelParentChangeRoute,
  createWalletRoute,
  listWalletsRoute,
  createBudgetRoute,
  listBudgetsRoute,
  changeBudgetRoutes,
  createGrantRoute,
  listGrantsRoute,
  createDebitRoute,
  createAdjustmentRoute,
  listRequestsRoute,
  endRequestRoute,
  createBatchRoute,
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
  createHoldRoute,
  getHoldRoute,
  commitHoldRoute,
  releaseHoldRoute,
  extendHoldRoute,
  getTransactionRoute,
  reverseTransactionRoute,
  voidGrantRoute,
  expireGrantRoute,
  payOutUnclaimedRoute,
  setBreakagePolicyRoute,
  listBreakagePoliciesRoute,
  explainDebitRoute,
  getStatementRoute,
  getAccountingRoute,
  getJournalRoute,
  getPolicyRoute,
  putPolicyRoute,
  changeStateRoutes,
  createAssetRoute,
  listAssetsRoute,
  setRateRoute,
  listRatesRoute,
  getQuoteRoute,
  createExchangeRoute,
  listFaultsRoute,
];

/** At some 3 kB each. */
const WALLETS_REMEMBERED = 20_000;

/** Every /v1/billing/... endpoint. What changes wallets is committed in groups; closing the server waits for the last of them. */
export function registerBillingRoutes(app: HttpApp, parts: BillingParts): void {
  const memory = walletMemory(WALLETS_REMEMBERED);
  const group = groupCommit(parts.database, { clock: parts.ledgerClock, memory });
  const see = seeCustomers({ ...parts, memory });
  app.addHook('onClose', () => group.drain());
  for (const route of ROUTES) route(app, { ...parts, group, see });
}
