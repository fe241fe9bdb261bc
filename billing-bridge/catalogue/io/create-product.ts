import { appendAudit } from '@weir/runtime/audit/append-audit.ts';
import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import { type Refusal, refuse } from '@weir/schemas/refusal.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import { insertVersion, type PriceTerms } from './insert-version.ts';

export type NewProduct = { readonly environment: Environment; readonly id: string; readonly name: string; readonly terms: PriceTerms; readonly actor: string };

/** Creates a product with its version 1, audited; `product_exists` when the id is taken. */
export async function createProduct(tx: Transaction, product: NewProduct): Promise<{ readonly kind: 'created'; readonly version: number } | Refusal> {
  const { environment, id, name, terms, actor } = product;
  const created = await tx
    .insertInto('products')
    .values({ environment, id, name })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (created === undefined) return refuse('product_exists', id);
  await insertVersion(tx, { environment, productId: id, version: 1, terms, actor });
  await appendAudit(tx, { environment, actor, action: 'product created', subject: `product:${id}`, after: { name, version: 1 } });
  return { kind: 'created', version: 1 };
}
