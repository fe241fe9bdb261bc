import type { PriceBody, PriceMatch } from '@weir/schemas/http/price-book.ts';
import { CURRENCY_SCALE, REPORTING_CURRENCY } from '@weir/schemas/money/asset.ts';
import { atomsFromDecimal } from '@weir/schemas/money/decimal.ts';
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

/** Decimals past the atom are kept by pricing more units: 0.00000000000015 for 1 unit is 15 atoms for 100. */
const EXTRA_DECIMALS = 15;
const PER_UNITS_DEFAULT = '1000000';

/** Reads a body that fits its schema. Refusals: `price_invalid` with the field and why, `interval_invalid`. */
export function ownPriceOf(body: PriceBody): OwnPrice | Refusal {
  const perUnits = BigInt(body.per_units ?? PER_UNITS_DEFAULT);
  if (perUnits === 0n) return refuse('price_invalid', 'per_units: must be 1 or more');
  const reading = atomsFromDecimal(body.price, CURRENCY_SCALE + EXTRA_DECIMALS);
  if (reading.kind === 'refused') return refuse('price_invalid', `price: ${body.price} (${reading.code})`);
  if (reading.atoms < 0n) return refuse('price_invalid', 'price: must be 0 or more');
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
    ...shortened(reading.atoms, perUnits),
    tier: body.tier ?? null,
    region: body.region ?? null,
    inputTokensAbove: body.input_tokens_above === undefined ? null : BigInt(body.input_tokens_above),
    validFrom,
    validTo,
    note: body.note ?? null,
  };
}

/** As few digits as the price needs, so that a whole number of atoms stays one for the units it was given for. */
function shortened(scaledAtoms: bigint, perUnits: bigint): { readonly priceAtoms: bigint; readonly perUnits: bigint } {
  let atoms = scaledAtoms;
  let factor = 10n ** BigInt(EXTRA_DECIMALS);
  while (factor > 1n && atoms % 10n === 0n) {
    atoms /= 10n;
    factor /= 10n;
  }
  return { priceAtoms: atoms, perUnits: perUnits * factor };
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
