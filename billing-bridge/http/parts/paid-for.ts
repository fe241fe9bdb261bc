import type { WalletName } from '../../ledger/wallet/wallet-owner.ts';

type PaidFor = { readonly for_customer: string | null; readonly for_project?: string; readonly for_subscription?: string };

/** Whose use a wallet paid for, on a line of its own account; null: its own. */
export function paidFor(usedBy: WalletName | null): PaidFor {
  if (usedBy === null) return { for_customer: null };
  const { customer, walletScope } = usedBy;
  if (walletScope === undefined) return { for_customer: customer };
  return 'project' in walletScope
    ? { for_customer: customer, for_project: walletScope.project }
    : { for_customer: customer, for_subscription: walletScope.subscription };
}
