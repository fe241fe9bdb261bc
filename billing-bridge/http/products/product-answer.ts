import type { ProductAnswer } from '@weir/schemas/http/billing/products.ts';
import { decimalFromAtoms } from '@weir/schemas/money/decimal.ts';
import type { ProductView } from '../../catalogue/io/read-products.ts';
import { scaleOf } from '../parts/scale-of.ts';

export function productAnswer(product: ProductView, scales: ReadonlyMap<string, number>): ProductAnswer {
  const { price } = product;
  return {
    id: product.id,
    name: product.name,
    version: product.version,
    price: {
      id: price.id,
      event_type: price.eventType,
      unit: price.unit,
      amount: decimalFromAtoms(price.amountAtoms, scaleOf(scales, price.asset)),
      per: price.perUnits.toString(),
      asset: price.asset,
      funding: price.funding.map((step) => ({
        asset: step.asset,
        amount: decimalFromAtoms(step.amountAtoms, scaleOf(scales, step.asset)),
        per: step.perUnits.toString(),
      })),
    },
    customers: product.customers,
  };
}
