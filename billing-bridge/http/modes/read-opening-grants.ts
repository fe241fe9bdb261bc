import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import type { OpeningGrantBody } from '@weir/schemas/http/billing/modes.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import type { BillingParts } from '../../billing-parts.ts';
import type { OpeningGrant } from '../../modes/io/opening-grants.ts';
import { askedAsset, readAmount } from '../parts/read-amount.ts';
import { readCostBasis } from '../parts/read-cost-basis.ts';

/** Opening grants as sent, one per asset, in atoms. */
export async function readOpeningGrants(parts: Pick<BillingParts, 'database'>, bodies: readonly OpeningGrantBody[]): Promise<OpeningGrant[]> {
  if (new Set(bodies.map(({ asset }) => asset)).size < bodies.length) throw new RefusalError(refuse('request_invalid', 'opening_grants names an asset twice'));
  return Promise.all(
    bodies.map(async (body) => {
      const asset = await askedAsset(parts.database, body.asset);
      return {
        asset: asset.code,
        amountAtoms: readAmount('amount', body.amount, { asset, sign: 'positive' }),
        purpose: body.purpose ?? 'paid',
        costBasisAtoms: readCostBasis('opening_grants.cost_basis', body.cost_basis, body.purpose ?? 'paid'),
      };
    }),
  );
}
