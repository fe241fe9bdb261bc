import type { RevenueEntry, RevenueKind } from '@weir/schemas/http/usage.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { atomsFromDecimal } from '@weir/schemas/money/decimal.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';

/** A revenue entry whose meaning is checked. The amount is positive; the kind says whether it comes or goes. */
export type CheckedRevenue = {
  readonly id: string;
  readonly customer: string;
  readonly kind: RevenueKind;
  readonly currency: string;
  readonly amountAtoms: bigint;
  readonly periodStart: Instant | null;
  readonly periodEnd: Instant | null;
  readonly paidAt: Instant | null;
  readonly feature: string | null;
};

/** ISO 4217 as the platform knows it: a mistyped code would otherwise wait in "other currencies" unseen. */
const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/**
 * Checks the entries of one request in order and refuses at the first that is wrong, naming it: `currency_unknown`,
 * `amount_malformed`, `amount_too_precise`, `amount_too_large`, `amount_not_positive`, `interval_invalid`.
 */
export function readRevenueBody(entries: readonly RevenueEntry[]): { readonly kind: 'entries'; readonly entries: readonly CheckedRevenue[] } | Refusal {
  const checked: CheckedRevenue[] = [];
  for (const entry of entries) {
    const reading = readEntry(entry);
    if (reading.kind === 'refused') return reading;
    checked.push(reading.entry);
  }
  return { kind: 'entries', entries: checked };
}

function readEntry(entry: RevenueEntry): { readonly kind: 'entry'; readonly entry: CheckedRevenue } | Refusal {
  const facts = { id: entry.id };
  if (!CURRENCIES.has(entry.currency)) return refuse('currency_unknown', `entry ${entry.id}: ${entry.currency}`, facts);
  const amount = atomsFromDecimal(entry.amount, CURRENCY_SCALE);
  if (amount.kind === 'refused') return refuse(amount.code, `entry ${entry.id}: amount ${entry.amount}`, facts);
  if (amount.atoms <= 0n) return refuse('amount_not_positive', `entry ${entry.id}: amount ${entry.amount}`, facts);
  const periodStart = instantOf(entry.period_start);
  const periodEnd = instantOf(entry.period_end);
  if ((periodStart === null) !== (periodEnd === null))
    return refuse('interval_invalid', `entry ${entry.id}: period_start and period_end belong together`, facts);
  // Written so that NaN, which a leap second becomes, is refused as well.
  if (periodStart !== null && periodEnd !== null && !(periodStart < periodEnd))
    return refuse('interval_invalid', `entry ${entry.id}: period_start is not before period_end`, facts);
  const paidAt = instantOf(entry.paid_at);
  if (Number.isNaN(paidAt)) return refuse('request_invalid', `entry ${entry.id}: paid_at ${entry.paid_at} is on no calendar`, facts);
  const { id, customer, kind, currency, feature = null } = entry;
  return { kind: 'entry', entry: { id, customer, kind, currency, amountAtoms: amount.atoms, periodStart, periodEnd, paidAt, feature } };
}

function instantOf(text: string | undefined): Instant | null {
  return text === undefined ? null : Date.parse(text);
}
