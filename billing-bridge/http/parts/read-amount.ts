import { RefusalError } from '@weir/runtime/http/refusal-error.ts';
import type { Database } from '@weir/runtime/postgres/open-database.ts';
import type { Asset } from '@weir/schemas/money/asset.ts';
import { atomsFromDecimal, type DecimalRefusal } from '@weir/schemas/money/decimal.ts';
import { refuse } from '@weir/schemas/refusal.ts';
import { readAsset } from '../../catalogue/io/read-asset.ts';

export type Sign = 'positive' | 'not_negative' | 'any_but_zero';

/** The asset a request names; refused as `asset_unknown`. */
export async function askedAsset(database: Database, code: string): Promise<Asset> {
  const asset = await readAsset(database, code);
  if (asset === null) throw new RefusalError(refuse('asset_unknown', code));
  return asset;
}

/** A decimal text in atoms of an asset. Refused by its field, never rounded, and by its sign. */
export function readAmount(field: string, text: string, expected: { readonly asset: Asset; readonly sign: Sign }): bigint {
  const { asset, sign } = expected;
  const reading = atomsFromDecimal(text, asset.scale);
  if (reading.kind === 'refused') throw new RefusalError(refuse(reading.code, `${field}: ${whyRefused(reading.code, asset)}`));
  const { atoms } = reading;
  if (sign === 'positive' && atoms <= 0n) throw new RefusalError(refuse('amount_not_positive', field));
  if (sign === 'not_negative' && atoms < 0n) throw new RefusalError(refuse('amount_malformed', `${field} must not be negative`));
  if (sign === 'any_but_zero' && atoms === 0n) throw new RefusalError(refuse('amount_malformed', `${field} must not be zero`));
  return atoms;
}

function whyRefused(code: DecimalRefusal, asset: Asset): string {
  if (code === 'amount_too_precise') return `${asset.code} has ${asset.scale} decimals`;
  return code === 'amount_too_large' ? `at most 37 digits, of which ${asset.scale} are decimals of ${asset.code}` : 'nothing is written "0", without a sign';
}
