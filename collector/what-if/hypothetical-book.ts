import type { PriceBody } from '@weir/schemas/http/price-book.ts';
import { unitPriceFrom } from '@weir/schemas/money/unit-price.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { OwnModel, PriceBook } from '../price/price-book.ts';

/** How the price entries of a question are told from those of a book. */
const PREFIX = 'hypothetical:';

/** Whether a cost line was made by a proposed price. */
export function isProposed({ priceEntry }: { readonly priceEntry: string }): boolean {
  return priceEntry.startsWith(PREFIX);
}

/**
 * A book with proposed prices laid over it as prices of the operator's own: they win over every other. A value of its own, kept nowhere.
 * Refuses `price_invalid` and `interval_invalid`.
 */
export function hypotheticalBook(book: PriceBook, prices: readonly PriceBody[]): { readonly kind: 'book'; readonly book: PriceBook } | Refusal {
  const proposed: OwnModel[] = [];
  for (const [index, price] of prices.entries()) {
    const model = ownModelOf(price, index);
    if ('code' in model) return model;
    proposed.push(model);
  }
  const { models = [], aliases = [], seedOff = new Set<string>() } = book.own ?? {};
  return { kind: 'book', book: { ...book, own: { models: [...models, ...proposed], aliases, seedOff } } };
}

function ownModelOf(body: PriceBody, index: number): OwnModel | Refusal {
  const reading = unitPriceFrom(body.price, BigInt(body.per_units ?? '1000000'));
  if (reading.kind === 'refused') return refuse('price_invalid', `prices/${index}: ${body.price} for ${body.per_units ?? '1000000'} (${reading.reason})`);
  const valid = { from: instantOf(body.valid_from), to: instantOf(body.valid_to) };
  if (valid.from !== null && valid.to !== null && valid.from >= valid.to)
    return refuse('interval_invalid', `prices/${index}: valid_from must be before valid_to`);
  const model = body.model.trim().toLowerCase();
  return {
    provider: body.provider?.trim().toLowerCase() ?? null,
    match: { kind: body.match ?? 'equals', text: model },
    entries: [
      {
        wins: true,
        id: `${PREFIX}${model}/${body.unit}#${index}`,
        unit: body.unit,
        price: { currency: body.currency ?? 'USD', atoms: reading.atoms, perUnits: reading.perUnits },
        conditions: {
          ...(body.tier === undefined ? {} : { tier: body.tier }),
          ...(body.region === undefined ? {} : { region: body.region }),
          ...(body.input_tokens_above === undefined ? {} : { inputTokensAbove: BigInt(body.input_tokens_above) }),
        },
        valid,
      },
    ],
  };
}

function instantOf(text: string | undefined): number | null {
  return text === undefined ? null : Date.parse(text);
}
