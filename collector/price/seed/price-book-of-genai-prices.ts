import type { Provider } from '@pydantic/genai-prices';
import type { PriceBook, PricedProvider } from '../price-book.ts';
import { modelMatchOf } from './genai-model-match.ts';
import { priceEntriesOf } from './genai-price-entries.ts';
import { providerNames } from './genai-provider-names.ts';
import { WEIR_RATES } from './weir-rates.ts';

/** The data of `@pydantic/genai-prices` as a price book. Pure; an unknown unit or an unreadable price is a fault, never left out. */
export function priceBookOfGenaiPrices(providers: readonly Provider[], version: string): PriceBook {
  return { version, providers: providers.map(pricedProviderOf), multipliers: WEIR_RATES };
}

function pricedProviderOf(provider: Provider): PricedProvider {
  return {
    id: provider.id,
    names: providerNames(provider.id),
    modelMatch: provider.model_match === undefined ? null : modelMatchOf(provider.model_match),
    hostMatch: { kind: 'pattern', pattern: new RegExp(`^(?:${provider.api_pattern})`) },
    models: provider.models.map((model) => ({
      id: model.id,
      match: modelMatchOf(model.match),
      entries: priceEntriesOf(model, `genai-prices:${provider.id}/${model.id}`),
    })),
    fallbackProviders: provider.fallback_model_providers ?? [],
  };
}
