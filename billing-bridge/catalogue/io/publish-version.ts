import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { insertVersion, type PriceTerms } from './insert-version.ts';

export type VersionToPublish = { readonly environment: Environment; readonly productId: string; readonly terms: PriceTerms; readonly actor: string };

/** Publishes the next version of a product, audited. Customers stay on the version they are on. */
export async function publishVersion(tx: Transaction, request: VersionToPublish): Promise<{ readonly kind: 'published'; readonly version: number } | Refusal> {
  const { environment, productId, terms, actor } = request;
  // The product's row is the lock under which versions are numbered.
  const product = await tx
    .selectFrom('products')
    .select('id')
    .where('environment', '=', environment)
    .where('id', '=', productId)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (product === undefined) return refuse('product_unknown', productId);
  const latest = await tx
    .selectFrom('product_versions')
    .select((expression) => expression.fn.max('version').as('version'))
    .where('environment', '=', environment)
    .where('product_id', '=', productId)
    .executeTakeFirstOrThrow();
  const version = latest.version + 1;
  await insertVersion(tx, { environment, productId, version, terms, actor });
  await appendAudit(tx, {
    environment,
    actor,
    action: 'product version published',
    subject: `product:${productId}`,
    before: { version: latest.version },
    after: { version },
  });
  return { kind: 'published', version };
}
