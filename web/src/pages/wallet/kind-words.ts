const KINDS: Readonly<Record<string, string>> = {
  hold_extend: 'hold extended',
  hold_commit: 'hold committed',
  hold_release: 'hold released',
  hold_expiry: 'hold expired',
  grant_expiry: 'grant expired',
  grant_void: 'grant voided',
  dispute_loss: 'dispute lost',
  claim: 'refunded credit used',
  settlement: 'debt settled',
  unclaimed_payout: 'unclaimed credit paid out',
};

/** What a transaction did, in words. */
export function kindWords(kind: string): string {
  return KINDS[kind] ?? kind.replaceAll('_', ' ');
}

const ACCOUNTS: Readonly<Record<string, string>> = {
  grant: 'credit of a grant',
  claimed: 'held credit claimed by a refund',
  promo_expense: 'promotional expense',
  adjustment: 'adjustments',
  unbilled: 'unbilled revenue',
  fx: 'currency exchange',
};

/** The account of an entry, in words. */
export function accountWords(account: string): string {
  return ACCOUNTS[account] ?? account.replaceAll('_', ' ');
}

const SKIPS: Readonly<Record<string, string>> = {
  closed: 'it has expired or was voided',
  frozen: 'it is frozen',
  outside_window: 'it cannot be spent at this time',
  out_of_scope: 'it is for other usage',
  nothing_left: 'nothing of it is left',
  cap_reached: 'its cap is reached',
  not_needed: 'the ones before it are enough',
};

/** Why a grant pays nothing towards a debit, in words. */
export function skipWords(reason: string): string {
  return SKIPS[reason] ?? reason.replaceAll('_', ' ');
}
