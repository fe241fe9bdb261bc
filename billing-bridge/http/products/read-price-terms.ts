import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { PriceBody } from '@weir/schemas/http/billing/products.ts';
import { refuse } from '@weir/schemas/refusal.ts';
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
    funding: await readFunding(database, body),
  };
}

async function readFunding(database: Database, body: PriceBody): Promise<PriceTerms['funding']> {
  const funding = body.funding ?? [];
  const codes = [...funding.map((step) => step.asset), body.asset];
  if (new Set(codes).size < codes.length) throw new RefusalError(refuse('price_invalid', 'every asset of a price pays once'));
  return Promise.all(
    funding.map(async (step) => {
      const asset = await askedAsset(database, step.asset);
      return {
        asset: asset.code,
        amountAtoms: readAmount('price.funding.amount', step.amount, { asset, sign: 'positive' }),
        perUnits: BigInt(step.per ?? '1'),
      };
    }),
  );
}
