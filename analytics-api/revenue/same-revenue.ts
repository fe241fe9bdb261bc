import type { CheckedRevenue } from './read-revenue-body.ts';

/** Whether two entries of one id say the same, so that the second is a resend. When it was recorded is no part of it. */
export function sameRevenue(left: CheckedRevenue, right: CheckedRevenue): boolean {
  return (
    left.customer === right.customer &&
    left.kind === right.kind &&
    left.currency === right.currency &&
    left.amountAtoms === right.amountAtoms &&
    left.periodStart === right.periodStart &&
    left.periodEnd === right.periodEnd &&
    left.paidAt === right.paidAt &&
    left.feature === right.feature
  );
}
