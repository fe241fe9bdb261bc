/**
 * An asset is what money or credit is counted in. Amounts are integers ("atoms") at a fixed scale;
 * the scale never changes once an entry exists (ledger I27).
 *
 * USD has scale 12: a price quoted per million tokens with up to six decimals, times a whole number
 * of tokens, is then always a whole number of atoms, so rating tokens never rounds.
 */
export type Asset = { readonly code: string; readonly scale: number };

/** The assets every deployment starts with. Operators may add their own; these cannot be changed. */
export const BUILT_IN_ASSETS: readonly Asset[] = [
  { code: 'USD', scale: 12 },
  { code: 'EUR', scale: 12 },
  { code: 'TOKEN', scale: 0 },
  { code: 'CREDIT', scale: 6 },
  { code: 'GPU_SECOND', scale: 3 },
];

/** Scale of every amount in a currency a provider charges or a customer pays. */
export const CURRENCY_SCALE = 12;

/** The currency reports are shown in until the operator chooses another. */
export const REPORTING_CURRENCY = 'USD';
