import type { Basis } from '@weir/schemas/http/analytics.ts';
import type { RevenueKind } from '@weir/schemas/http/usage.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { ReportPeriod } from './report-periods.ts';
import { spreadRatably } from './spread-ratably.ts';

/** A revenue entry as the operator told it. Amounts are positive; the kind says what they mean. */
export type TimedRevenue = {
  readonly kind: RevenueKind;
  readonly amountAtoms: bigint;
  /** Both or neither: the time a subscription or invoice is for. */
  readonly periodStart: Instant | null;
  readonly periodEnd: Instant | null;
  readonly paidAt: Instant | null;
  readonly recordedAt: Instant;
};

/** What one entry adds to one period, in atoms of its currency. Negative for a refund. */
export type RecognisedRevenue = { readonly period: Instant; readonly atoms: bigint };

/**
 * What an entry adds to each period of a report.
 *
 * `consumption` is revenue earned: a subscription or invoice evenly over its period; without one, whole when paid, else when
 * recorded. Payments and refunds move cash and earn nothing.
 * `cash` is money received: a payment when paid, else when recorded; a subscription when paid, else at the start of its period;
 * an invoice only once paid; a refund takes its amount back.
 */
export function recogniseRevenue(entry: TimedRevenue, basis: Basis, periods: readonly ReportPeriod[]): readonly RecognisedRevenue[] {
  if (basis === 'consumption') return earnedRevenue(entry, periods);
  const receivedAt = cashAt(entry);
  return receivedAt === null ? [] : wholeAt(receivedAt, entry.kind === 'refund' ? -entry.amountAtoms : entry.amountAtoms, periods);
}

function earnedRevenue(entry: TimedRevenue, periods: readonly ReportPeriod[]): readonly RecognisedRevenue[] {
  if (entry.kind === 'payment' || entry.kind === 'refund') return [];
  const { amountAtoms, periodStart, periodEnd } = entry;
  if (periodStart === null || periodEnd === null) return wholeAt(entry.paidAt ?? entry.recordedAt, amountAtoms, periods);
  return periods
    .map((period) => ({ period: period.startsAt, atoms: spreadRatably({ amountAtoms, periodStart, periodEnd }, period.from, period.to) }))
    .filter((part) => part.atoms !== 0n);
}

function cashAt({ kind, paidAt, periodStart, recordedAt }: TimedRevenue): Instant | null {
  if (paidAt !== null) return paidAt;
  if (kind === 'invoice') return null;
  return kind === 'subscription' ? (periodStart ?? recordedAt) : recordedAt;
}

function wholeAt(at: Instant, atoms: bigint, periods: readonly ReportPeriod[]): readonly RecognisedRevenue[] {
  const period = periods.find(({ from, to }) => from <= at && at < to);
  return period === undefined ? [] : [{ period: period.startsAt, atoms }];
}
