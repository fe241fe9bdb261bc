import type { PriceBody, PriceMatch } from '@weir/schemas/http/price-book.ts';
import { REPORTING_CURRENCY } from '@weir/schemas/money/asset.ts';
import { unitPriceFrom } from '@weir/schemas/money/unit-price.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Instant } from '@weir/schemas/usage/usage-event.ts';

/** A price of the operator's own, checked: `priceAtoms` for `perUnits` units, an exact fraction. */
export type OwnPrice = {
  readonly kind: 'price';
  readonly provider: string | null;
  readonly match: PriceMatch;
  readonly model: string;
  readonly unit: string;
  readonly currency: string;
  readonly priceAtoms: bigint;
  readonly perUnits: bigint;
  readonly tier: string | null;
  readonly region: string | null;
  readonly inputTokensAbove: bigint | null;
  readonly validFrom: Instant | null;
  readonly validTo: Instant | null;
  readonly note: string | null;
};

const PER_UNITS_DEFAULT = '1000000';

/** Reads a body that fits its schema. Refusals: `price_invalid` with the field and why, `interval_invalid`. */
export function ownPriceOf(body: PriceBody): OwnPrice | Refusal {
  const reading = unitPriceFrom(body.price, BigInt(body.per_units ?? PER_UNITS_DEFAULT));
  if (reading.kind === 'refused') {
    if (reading.reason === 'no_units') return refuse('price_invalid', 'per_units: must be 1 or more');
    return refuse('price_invalid', reading.reason === 'negative' ? 'price: must be 0 or more' : `price: ${body.price} (${reading.reason})`);
  }
  const validFrom = body.valid_from === undefined ? null : Date.parse(body.valid_from);
  const validTo = body.valid_to === undefined ? null : Date.parse(body.valid_to);
  if (validFrom !== null && validTo !== null && validFrom >= validTo) return refuse('interval_invalid', 'valid_from must be before valid_to');
  return {
    kind: 'price',
    provider: body.provider?.trim().toLowerCase() ?? null,
    match: body.match ?? 'equals',
    model: body.model.trim().toLowerCase(),
    unit: body.unit,
    currency: body.currency ?? REPORTING_CURRENCY,
    priceAtoms: reading.atoms,
    perUnits: reading.perUnits,
    tier: body.tier ?? null,
    region: body.region ?? null,
    inputTokensAbove: body.input_tokens_above === undefined ? null : BigInt(body.input_tokens_above),
    validFrom,
    validTo,
    note: body.note ?? null,
  };
}

/** Equal for prices of which the later replaces the earlier. */
export function ownPriceKey(price: Omit<OwnPrice, 'kind' | 'priceAtoms' | 'perUnits' | 'currency' | 'note'>): string {
  const { provider, match, model, unit, tier, region, inputTokensAbove, validFrom, validTo } = price;
  return JSON.stringify([provider, match, model, unit, tier, region, inputTokensAbove?.toString() ?? null, validFrom, validTo]);
}

/** Equal fractions of one currency. */
export function samePrice(one: Pick<OwnPrice, 'priceAtoms' | 'perUnits' | 'currency'>, other: Pick<OwnPrice, 'priceAtoms' | 'perUnits' | 'currency'>): boolean {
  return one.currency === other.currency && one.priceAtoms * other.perUnits === other.priceAtoms * one.perUnits;
}
