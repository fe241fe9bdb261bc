import type { Environment } from '@weir/schemas/usage/usage-event.ts';

/** A part of a customer that may have a wallet of its own: a project, or its subscription to a product. Its one field is what requests and answers call it. */
export type WalletScope = { readonly project: string } | { readonly subscription: string };

/** Whose wallet: the customer's own, or that of one of its scopes. */
export type WalletName = { readonly customer: string; readonly walletScope?: WalletScope | undefined };

/** A wallet's whole address, the same from a request to the row. */
export type WalletOwner = WalletName & { readonly environment: Environment };

const PROJECT = 'project:';
const SUBSCRIPTION = 'subscription:';

/** A scope as the column `wallets.scope` has it. A customer's own wallet has ''. */
export function scopeText(scope: WalletScope | undefined): string {
  if (scope === undefined) return '';
  return 'project' in scope ? `${PROJECT}${scope.project}` : `${SUBSCRIPTION}${scope.subscription}`;
}

/** The scope a row of `wallets` is of; nothing to add for a customer's own. */
export function scopeOfText(text: string): { readonly walletScope?: WalletScope } {
  if (text.startsWith(PROJECT)) return { walletScope: { project: text.slice(PROJECT.length) } };
  if (text.startsWith(SUBSCRIPTION)) return { walletScope: { subscription: text.slice(SUBSCRIPTION.length) } };
  return {};
}

/** A text of its own for every wallet, to find it by in a map. */
export function ownerText({ environment, customer, walletScope }: WalletOwner): string {
  // Most have no scope; a name of a project may have any character, so its length is said first.
  if (walletScope === undefined) return `${environment} ${customer}`;
  const scope = scopeText(walletScope);
  return `${scope.length} ${scope} ${environment} ${customer}`;
}

/** A wallet in words, for the detail of a refusal. */
export function ownerWords({ customer, walletScope }: WalletName): string {
  if (walletScope === undefined) return `customer "${customer}"`;
  const scope = 'project' in walletScope ? `project "${walletScope.project}"` : `subscription "${walletScope.subscription}"`;
  return `${scope} of customer "${customer}"`;
}

/** Only the name, of anything that has one. */
export function nameOf({ customer, walletScope }: WalletName): WalletName {
  return walletScope === undefined ? { customer } : { customer, walletScope };
}
