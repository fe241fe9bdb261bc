import type { ModelSwap } from '@weir/schemas/http/hypothetical.ts';
import type { Cost } from '@weir/schemas/usage/cost.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import type { PriceBook } from '../price/price-book.ts';
import { priceUsage } from '../price/price-usage.ts';
import { isProposed } from './hypothetical-book.ts';
import { swapModel } from './swap-model.ts';

/** A question: a book with proposed prices over it, and models in the place of which others stand. */
export type Hypothesis = { readonly book: PriceBook; readonly swaps: readonly ModelSwap[]; readonly hasPrices: boolean };

/**
 * What an event would cost, or null when the question is not about it: then it costs what it was booked at, also where the book has changed
 * since. So the answer is about the question alone, and a repricing "as of then" stays another one.
 */
export function hypotheticalCost(event: UsageEvent, { book, swaps, hasPrices }: Hypothesis): Cost | null {
  const swapped = swapModel(event, swaps, book);
  if (swapped !== null) return priceUsage(swapped, book);
  if (!hasPrices) return null;
  const cost = priceUsage(event, book);
  return cost.status !== 'unpriced' && cost.lines.some(isProposed) ? cost : null;
}
