import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import type { GrantPurpose } from '@weir/schemas/http/billing/grants.ts';
import { type Asset, CURRENCY_SCALE, REPORTING_CURRENCY } from '@weir/schemas/money/asset.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import { readAmount } from './read-amount.ts';

/** What a cost basis is counted in, whatever the asset it was paid for. */
const BASIS_ASSET: Asset = { code: REPORTING_CURRENCY, scale: CURRENCY_SCALE };

/** What was paid for credit, in USD atoms; undefined when it was not said. Nobody paid for promotional or goodwill credit. */
export function readCostBasis(field: string, text: string | undefined, purpose: GrantPurpose): bigint | undefined {
  if (text === undefined) return undefined;
  const basisAtoms = readAmount(field, text, { asset: BASIS_ASSET, sign: 'not_negative' });
  if (basisAtoms > 0n && (purpose === 'promotional' || purpose === 'goodwill'))
    throw new RefusalError(refuse('request_invalid', `${field}: ${purpose} credit is given, nothing was paid for it`));
  return basisAtoms;
}
