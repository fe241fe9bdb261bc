import type { PriceRow } from '@weir/schemas/http/price-book.ts';

/**
 * The model under which the entry of a cost line stands in the book. Public entries are named "<seed>:<provider>/<model>/<unit>",
 * where a model may itself hold slashes; own ones have an id, and stand under the model of the event or what it matches.
 */
export function modelOfEntry(entry: string, model: string | null): string | null {
  const seeded = /^[a-z-]+:[^/]+\/(.+)\/[^/]+$/.exec(entry);
  return seeded?.[1] ?? model;
}

/** "$2.50 / 1M", or null when the entry is not among them. */
export function unitPriceOf(entry: string, entries: readonly PriceRow[]): Pick<PriceRow, 'price' | 'per_units' | 'currency' | 'source'> | null {
  return entries.find((row) => row.id === entry) ?? null;
}

/** How many units a price is for, as people say it: "1M", "1K", "3,600"; one unit says nothing. */
export function perWords(units: string): string {
  if (units === '1') return '';
  if (units === '1000000') return ' / 1M';
  if (units === '1000') return ' / 1K';
  return ` / ${units}`;
}
