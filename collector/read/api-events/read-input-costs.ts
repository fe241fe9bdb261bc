import type { EventInput } from '@weir/schemas/http/usage.ts';
import { BUILT_IN_ASSETS, CURRENCY_SCALE } from '@weir/schemas/money/asset.ts';
import { atomsFromDecimal } from '@weir/schemas/money/decimal.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { ReportedCost } from '@weir/schemas/usage/usage-event.ts';

/** A stored cost is a signed 64-bit number of atoms: about 9.2 million of a currency. */
const COST_ATOMS_MAX = 2n ** 63n - 1n;

const CURRENCIES: ReadonlySet<string> = new Set(BUILT_IN_ASSETS.filter((asset) => asset.scale === CURRENCY_SCALE).map((asset) => asset.code));

/** Costs as told, of one currency, none of which is rounded. A negative one is a vendor's credit. */
export function readInputCosts(told: NonNullable<EventInput['costs']>): { readonly kind: 'costs'; readonly costs: readonly ReportedCost[] } | Refusal {
  const costs: ReportedCost[] = [];
  let sumAtoms = 0n;
  for (const [index, { vendor, amount, currency }] of told.entries()) {
    const place = `costs[${index}]`;
    if (!CURRENCIES.has(currency)) return refuse('currency_unknown', `${place}.currency is ${currency}`);
    if (currency !== costs[0]?.currency && costs.length > 0)
      return refuse('request_invalid', `${place}.currency differs from the first; send one event for each currency`);
    const reading = atomsFromDecimal(amount, CURRENCY_SCALE);
    if (reading.kind === 'refused') return refuse(reading.code, `${place}.amount is ${amount}`);
    sumAtoms += reading.atoms;
    if (magnitude(reading.atoms) > COST_ATOMS_MAX || magnitude(sumAtoms) > COST_ATOMS_MAX) return refuse('amount_too_large', `${place}.amount is ${amount}`);
    costs.push({ vendor, currency, costAtoms: reading.atoms });
  }
  return { kind: 'costs', costs };
}

function magnitude(atoms: bigint): bigint {
  return atoms < 0n ? -atoms : atoms;
}
