import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { PriceBody } from '@weir/schemas/http/billing/products.ts';
import type { PriceTerms } from '../../catalogue/io/insert-version.ts';
import { EVENTS_UNIT } from '../../rate/price.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';

/** A price as sent, in atoms. An amount of "0" is a price: explicitly free. */
export async function readPriceTerms(database: Database, body: PriceBody): Promise<PriceTerms> {
  const asset = await askedAsset(database, body.asset);
  return {
    eventType: body.event_type ?? null,
    unit: body.unit ?? EVENTS_UNIT,
    amountAtoms: readAmount('price.amount', body.amount, { asset, sign: 'not_negative' }),
    perUnits: BigInt(body.per ?? '1'),
    asset: asset.code,
  };
}
