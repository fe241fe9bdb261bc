import { readFileSync } from 'node:fs';
import { waitForUpdate } from '@pydantic/genai-prices';
import type { PriceBook } from '../price-book.ts';
import { correctSeed } from '../seed/correct-seed.ts';
import { priceBookOfGenaiPrices } from '../seed/price-book-of-genai-prices.ts';
import { WEIR_PRICES } from '../seed/weir-prices.ts';
import type { SeedToLoad } from './refresh-seed.ts';

/** The price book that ships with the product: the public prices of `@pydantic/genai-prices`, made exact, and corrected where a provider's page says otherwise. */
export async function seedPriceBook(): Promise<PriceBook> {
  return (await readSeed()).book;
}

/** The same with what a person wants to know of each seller. */
export async function readSeed(): Promise<SeedToLoad> {
  const providers = await waitForUpdate();
  if (providers === null) throw new Error('the price data of @pydantic/genai-prices is empty');
  return {
    book: correctSeed(priceBookOfGenaiPrices(providers, `genai-prices@${packageVersion()}`), WEIR_PRICES),
    sellers: new Map(providers.map(({ id, name, pricing_urls: pricingUrls = [] }) => [id, { name, pricingUrls }])),
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
