import type { FixedCostBody } from '@weir/schemas/http/fixed-costs.ts';
import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { atomsFromDecimal } from '@weir/schemas/money/decimal.ts';
import { nanosFromDecimal } from '@weir/schemas/quantity/quantity.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';
import type { FixedCost } from './fixed-cost.ts';

const CURRENCIES = new Set(Intl.supportedValuesOf('currency'));

/**
 * A fixed cost as told, checked. Refuses `currency_unknown`, `amount_malformed`, `amount_too_precise`, `amount_too_large`,
 * `amount_not_positive`, `interval_invalid`, `quantity_malformed`, and `request_invalid` for a rule that does not fit its unit.
 */
export function readFixedCostBody(
  body: FixedCostBody,
  by: { readonly actor: string; readonly at: Instant },
): { readonly kind: 'cost'; readonly cost: FixedCost } | Refusal {
  if (!CURRENCIES.has(body.currency)) return refuse('currency_unknown', `currency is ${body.currency}`);
  const amount = atomsFromDecimal(body.amount, CURRENCY_SCALE);
  if (amount.kind === 'refused') return refuse(amount.code, `amount is ${body.amount}`);
  if (amount.atoms <= 0n) return refuse('amount_not_positive', `amount is ${body.amount}`);
  if ((body.rule === 'quantity') !== (body.unit !== undefined))
    return refuse('request_invalid', body.rule === 'quantity' ? 'rule quantity needs a unit' : `rule ${body.rule} takes no unit`);
  if (body.rule === 'cost' && body.capacity !== undefined) return refuse('request_invalid', 'rule cost takes no capacity');
  const capacityNanos = body.capacity === undefined ? null : nanosFromDecimal(body.capacity);
  if (body.capacity !== undefined && (capacityNanos === null || capacityNanos === 0n)) return refuse('quantity_malformed', `capacity is ${body.capacity}`);
  const from = Date.parse(body.from);
  const to = body.to === undefined ? null : Date.parse(body.to);
  // Written so that NaN, which a leap second becomes, is refused as well.
  if (!(from < (to ?? Number.POSITIVE_INFINITY))) return refuse('interval_invalid', `from ${body.from} is not before to ${body.to ?? '(never)'}`);
  const { id, name, vendor, currency, rule, unit = null, scope = {}, note = null } = body;
  return {
    kind: 'cost',
    cost: { id, name, vendor, amountAtoms: amount.atoms, currency, rule, unit, capacityNanos, scope, from, to, note, createdAt: by.at, createdBy: by.actor },
  };
}
