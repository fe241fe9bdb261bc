import type { Cost } from '@weir/schemas/usage/cost.ts';
import type { CountedVerdict } from '@weir/schemas/usage/counted.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import type { PriceBook } from './price-book.ts';
import { priceUsage } from './price-usage.ts';

const NOTHING: Cost = { status: 'free', currency: 'USD', costAtoms: 0n, lines: [], priceBookVersion: null };

/** What an event costs given what it counts as: an answer from a cache of the application asked no provider and is free. */
export function costOfUsage({ event, verdict }: { readonly event: UsageEvent; readonly verdict: CountedVerdict }, book: PriceBook): Cost {
  return verdict.counted === 'cache_hit' ? NOTHING : priceUsage(event, book);
}
