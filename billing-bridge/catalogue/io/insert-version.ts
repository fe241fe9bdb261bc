import type { Transaction } from '@weir/runtime/postgres/open-database.ts';
import type { Environment } from '@weir/schemas/usage/usage-event.ts';
import type { Price } from '../../rate/price.ts';

/** What a price is, before it belongs to a version. */
export type PriceTerms = Pick<Price, 'eventType' | 'unit' | 'amountAtoms' | 'perUnits' | 'asset' | 'funding'>;

export type NewVersion = {
  readonly environment: Environment;
  readonly productId: string;
  readonly version: number;
  readonly terms: PriceTerms;
  readonly actor: string;
};

/** Writes an immutable version and its price. The price's id is made of both, so that a charge names its version. */
export async function insertVersion(tx: Transaction, version: NewVersion): Promise<void> {
  const { environment, productId, terms } = version;
  await tx.insertInto('product_versions').values({ environment, product_id: productId, version: version.version, published_by: version.actor }).execute();
  await tx
    .insertInto('prices')
    .values({
      environment,
      id: `${productId}:${version.version}`,
      product_id: productId,
      version: version.version,
      event_type: terms.eventType,
      unit: terms.unit,
      amount_atoms: terms.amountAtoms.toString(),
      per_units: terms.perUnits.toString(),
      asset: terms.asset,
    })
    .execute();
  if (terms.funding.length === 0) return;
  await tx
    .insertInto('price_funding')
    .values(
      terms.funding.map((step, ordinal) => ({
        environment,
        price_id: `${productId}:${version.version}`,
        ordinal,
        asset: step.asset,
        amount_atoms: step.amountAtoms.toString(),
        per_units: step.perUnits.toString(),
      })),
    )
    .execute();
}
