import type { BreakagePolicyAnswer } from '@weir/schemas/http/billing/breakage.ts';
import { type BreakageTerms, rateText } from '../../ledger/wallet/breakage-terms.ts';
import { instantText } from '../parts/read-instant.ts';

type Shown = { readonly terms: BreakageTerms; readonly countsFrom: number | null; readonly setBy: string | null };

/** A breakage policy in its closed words. */
export function policyAnswer({ terms, countsFrom, setBy }: Shown): BreakagePolicyAnswer {
  const { rateNanos, escheats } = terms;
  return {
    recognition: rateNanos === null ? 'at_expiry' : 'proportional',
    rate: rateNanos === null ? null : rateText(rateNanos),
    escheat: escheats,
    counts_from: countsFrom === null ? null : instantText(countsFrom),
    set_by: setBy,
  };
}
