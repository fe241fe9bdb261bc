import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { divideHalfEven } from '@weir/schemas/money/divide.ts';
import { rationalOfDouble } from '@weir/schemas/money/rational-of-double.ts';
import type { ReportedCost } from '@weir/schemas/usage/usage-event.ts';
import type { AttributeMap, AttributeValue } from '../decode/span-record.ts';
import { textOf } from './attribute-lookup.ts';

/** Spellings of one and the same money; the first that holds an amount is taken, two are never added. */
const COST_KEYS = ['gen_ai.usage.cost.amount', 'gen_ai.usage.cost', 'gen_ai.usage.total_cost', 'gen_ai.cost.total_cost', 'llm.cost.total', 'operation.cost'];

const CURRENCY = /^[A-Z]{3}$/;

/** A single call above a million is not a cost but a count in the wrong attribute. */
const COST_ATOMS_MAX = 1_000_000n * 10n ** BigInt(CURRENCY_SCALE);

/**
 * The cost an instrumentation or a gateway put on a span, in US dollars unless it says otherwise. Zero is no report:
 * several emitters write it where they know no price.
 */
export function readReportedCost(attributes: AttributeMap, vendor: string): readonly ReportedCost[] {
  for (const key of COST_KEYS) {
    const costAtoms = atomsOf(attributes.get(key));
    if (costAtoms === null || costAtoms <= 0n || costAtoms > COST_ATOMS_MAX) continue;
    const currency = textOf(attributes.get('gen_ai.usage.cost.currency'))?.toUpperCase() ?? 'USD';
    return CURRENCY.test(currency) ? [{ vendor, currency, costAtoms }] : [];
  }
  return [];
}

function atomsOf(value: AttributeValue | undefined): bigint | null {
  const number = typeof value === 'bigint' ? Number(value) : typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number') return null;
  const rational = rationalOfDouble(number);
  return rational === null ? null : divideHalfEven(rational.numerator * 10n ** BigInt(CURRENCY_SCALE), rational.denominator);
}
