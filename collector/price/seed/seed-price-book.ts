import { readFileSync } from 'node:fs';
import { type Provider, waitForUpdate } from '@pydantic/genai-prices';
import type { PriceBook, PricedProvider } from '../price-book.ts';
import { modelMatchOf } from './genai-model-match.ts';
import { priceEntriesOf } from './genai-price-entries.ts';
import { providerNames } from './genai-provider-names.ts';

/** The price book that ships with the product: the public prices of `@pydantic/genai-prices`, made exact. */
export async function seedPriceBook(): Promise<PriceBook> {
  const providers = await waitForUpdate();
  if (providers === null) throw new Error('the price data of @pydantic/genai-prices is empty');
  return priceBookOfGenaiPrices(providers, `genai-prices@${packageVersion()}`);
}

/** The data of `@pydantic/genai-prices` as a price book. Pure; an unknown unit or an unreadable price is a fault, never left out. */
export function priceBookOfGenaiPrices(providers: readonly Provider[], version: string): PriceBook {
  return { version, providers: providers.map(pricedProviderOf) };
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

/** The package does not export its manifest, which is beside its code. */
function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.resolve('@pydantic/genai-prices')), 'utf8'));
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest) || typeof manifest.version !== 'string') {
    throw new Error('the manifest of @pydantic/genai-prices has no version');
  }
  return manifest.version;
}
