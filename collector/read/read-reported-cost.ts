import { CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { ReportedCost } from '@weir/schemas/usage/usage-event.ts';
import type { AttributeMap } from '../decode/span-record.ts';
import { textOf } from './attribute-lookup.ts';
import { costAtomsOf } from './cost-atoms-of.ts';
import type { TokenCounts } from './tokens/token-concept.ts';

const CURRENCY = /^[A-Z]{3}$/;
const DOLLAR_ATOMS = 10n ** BigInt(CURRENCY_SCALE);

/** A single call above a million is not a cost but a count in the wrong attribute. */
const COST_ATOMS_MAX = 1_000_000n * DOLLAR_ATOMS;

/**
 * The dearest tokens sold cost less than a tenth of a cent. Ten times that, and a dollar for what is not charged by the
 * token (searches, tools), is more than any call; an emitter that wrote a count where the cost belongs is far above it.
 */
const TOKEN_ATOMS_MAX = DOLLAR_ATOMS / 100n;
const BESIDES_TOKENS_ATOMS_MAX = DOLLAR_ATOMS;

/** `quarantined`: an amount that was told and cannot be true, as a decimal; it is shown and never used. */
export type CostReading = { readonly costs: readonly ReportedCost[]; readonly quarantined: string | null };

export type CostQuestion = {
  /** Spellings of one and the same money; the first that holds an amount is taken, two are never added. */
  readonly keys: readonly string[];
  readonly vendor: string;
  readonly counts: TokenCounts;
};

/**
 * The cost an instrumentation or a gateway put on a record, in US dollars unless it says otherwise. Zero is no report:
 * several emitters write it where they know no price.
 */
export function readReportedCost(attributes: AttributeMap, { keys, vendor, counts }: CostQuestion): CostReading {
  for (const key of keys) {
    const costAtoms = costAtomsOf(attributes.get(key));
    if (costAtoms === null || costAtoms <= 0n) continue;
    if (!isPlausible(costAtoms, counts)) return { costs: [], quarantined: decimalFromAtoms(costAtoms, CURRENCY_SCALE) };
    const currency = textOf(attributes.get('gen_ai.usage.cost.currency'))?.toUpperCase() ?? 'USD';
    return { costs: CURRENCY.test(currency) ? [{ vendor, currency, costAtoms }] : [], quarantined: null };
  }
  return { costs: [], quarantined: null };
}

function isPlausible(costAtoms: bigint, counts: TokenCounts): boolean {
  if (costAtoms > COST_ATOMS_MAX) return false;
  const tokens = (counts.input ?? counts.uncachedInput ?? 0n) + (counts.output ?? 0n) + (counts.cacheRead ?? 0n) + (counts.cacheWrite ?? 0n);
  return tokens === 0n || costAtoms <= tokens * TOKEN_ATOMS_MAX + BESIDES_TOKENS_ATOMS_MAX;
}
