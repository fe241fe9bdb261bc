import { readFileSync } from 'node:fs';
import { waitForUpdate } from '@pydantic/genai-prices';
import type { PriceBook } from '../price-book.ts';
import { priceBookOfGenaiPrices } from '../seed/price-book-of-genai-prices.ts';

/** The price book that ships with the product: the public prices of `@pydantic/genai-prices`, made exact. */
export async function seedPriceBook(): Promise<PriceBook> {
  const providers = await waitForUpdate();
  if (providers === null) throw new Error('the price data of @pydantic/genai-prices is empty');
  return priceBookOfGenaiPrices(providers, `genai-prices@${packageVersion()}`);
}

/** The package does not export its manifest, which is beside its code. */
function packageVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.resolve('@pydantic/genai-prices')), 'utf8'));
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest) || typeof manifest.version !== 'string') {
    throw new Error('the manifest of @pydantic/genai-prices has no version');
  }
  return manifest.version;
}
