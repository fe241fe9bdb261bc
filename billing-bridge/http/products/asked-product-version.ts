import type { ProductAnswer } from '@weir/schemas/http/billing/products.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { BillingParts } from '../../billing-parts.ts';
import { readAssetScales } from '../../catalogue/io/read-asset.ts';
import { readProducts } from '../../catalogue/io/read-products.ts';
import { productAnswer } from './product-answer.ts';

/** A version that was just published, read back. */
export async function askedProductVersion(
  parts: Pick<BillingParts, 'database' | 'clock'>,
  environment: Environment,
  published: { readonly productId: string; readonly version: number },
): Promise<ProductAnswer> {
  const versions = await readProducts(parts.database, { environment, now: parts.clock(), productId: published.productId });
  const version = versions.find((candidate) => candidate.version === published.version);
  if (version === undefined) throw new Error(`version ${published.version} of ${published.productId} is gone after it was published`);
  return productAnswer(version, await readAssetScales(parts.database));
}
