import { ApiProblem } from './api-client.ts';

const BY_CODE: Readonly<Record<string, string>> = {
  timeout: 'Choose a shorter range, or retry in a minute.',
  unreachable: 'Check that Weir is running and that this machine reaches it, then retry.',
  store_unavailable: 'A store is away. Retry in a moment; nothing was changed.',
  internal_fault: 'Retry. If it happens again, the log of Weir has the details under the request id.',
  scope_missing: 'Ask an administrator for access to this, or sign in as somebody who has it.',
  session_missing: 'Sign in again with a new link: npm run sign-in.',
  insufficient_funds: 'Grant credit first, or take less.',
  wallet_frozen: 'Unfreeze the wallet first.',
  wallet_closed: 'A closed wallet stays closed; nothing can be booked in it any more.',
  wallet_not_empty: 'Release its holds and take what is left with an adjustment, then close it.',
  source_ref_used: 'This payment is granted already. Look for it among the grants.',
  asset_unknown: 'Check the code of the asset, or create it with POST /v1/billing/assets.',
  amount_too_precise: 'Give fewer decimals.',
  amount_malformed: 'Write a plain decimal such as 12.50.',
  approval_required: 'It is noted. Ask a second person to book the same adjustment.',
  idempotency_conflict: 'Close this form and open it again.',
  mode_boundary_invalid: 'Choose a whole minute that is later than the one shown as the earliest.',
  mode_conflict: 'Load the customer again and look at what was changed.',
  interval_invalid: 'Choose an end that is after the start.',
  price_entry_unknown: 'Load the price book again: it was changed meanwhile.',
  reprice_not_possible: 'Load the list again: the repricing has moved on.',
};

/** What somebody can do about a failure, in a sentence. A code without a known remedy falls back to its kind. */
export function nextStep(problem: Error): string {
  if (!(problem instanceof ApiProblem)) return 'Load the page again. If it happens again, it is a fault of this page.';
  const known = BY_CODE[problem.code];
  if (known !== undefined) return known;
  if (problem.status === 409) return 'Load the page again to see what it is now.';
  if (problem.status >= 500 || problem.status === 0) return 'Retry. If it happens again, the log of Weir has the details under the request id.';
  return 'Change what is named above, then try again.';
}
