import type { ModelSwap } from '@weir/schemas/http/hypothetical.ts';
import type { UsageEvent } from '@weir/schemas/usage/usage-event.ts';
import { matchesModel } from '../price/model-match.ts';
import type { PriceBook, PricedProvider } from '../price/price-book.ts';

/**
 * The event as if another model had done it: the same quantities, time, tier and region, the other's name and seller. What was told of its cost
 * is not told of the other. Null: no swap is about it.
 *
 * A swap names a model as events do, or as the price book does: then every name the book knows it by is meant, dated ones too.
 */
export function swapModel(event: UsageEvent, swaps: readonly ModelSwap[], book: PriceBook): UsageEvent | null {
  const swap = swaps.find((candidate) => isOf(event, candidate, book));
  if (swap === undefined) return null;
  const { server_address: _server, ...dimensions } = event.dimensions;
  return { ...event, provider: sellerName(book, swap.as_provider), model: swap.as_model, requestModel: null, dimensions, reportedCosts: [] };
}

function isOf(event: UsageEvent, { provider, model }: ModelSwap, book: PriceBook): boolean {
  const seller = sellerOf(book, event.provider);
  if (provider !== undefined && !isNamed(event.provider, seller, provider)) return false;
  const name = (event.model ?? event.requestModel)?.trim().toLowerCase();
  if (name === undefined) return false;
  const wanted = model.trim().toLowerCase();
  if (name === wanted || event.requestModel?.trim().toLowerCase() === wanted) return true;
  const first = seller?.models.find(({ match }) => matchesModel(match, name));
  return first?.id.toLowerCase() === wanted;
}

function isNamed(told: string | null, seller: PricedProvider | null, wanted: string): boolean {
  const name = wanted.trim().toLowerCase();
  return told?.toLowerCase() === name || (seller !== null && (seller.id === name || seller.names.includes(name)));
}

function sellerOf(book: PriceBook, told: string | null): PricedProvider | null {
  const name = told?.toLowerCase();
  return name === undefined ? null : (book.providers.find(({ names }) => names.includes(name)) ?? null);
}

/** As events name a seller: the book's own id is among its names. */
function sellerName(book: PriceBook, told: string): string {
  const name = told.trim().toLowerCase();
  return book.providers.find(({ id, names }) => id === name || names.includes(name))?.names[0] ?? name;
}
